"""History into a community: open, look, choose, run, pause, undo."""

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone as clock

from weilu.access import audit
from weilu.access.models import Operator
from weilu.community.facts import facts_of
from weilu.community.models import Community, Group
from weilu.connect.errors import EmptyExport, UncertainEncoding
from weilu.connect.importers import importers
from weilu.ingest import columns, handlers, roster, tasks
from weilu.ingest.clocks import zone
from weilu.ingest.errors import (
    NoSuchGroupInFile,
    NothingChosen,
    NotThere,
    OnlyPrivateChats,
    Unexpected,
)
from weilu.ingest.fingerprint import fingerprint
from weilu.ingest.locks import working_on
from weilu.ingest.memberships import bring_up_to_date
from weilu.ingest.models import Import, ImportedGroup
from weilu.ingest.questions import as_told, opened, told_before_reading
from weilu.ingest.recognise import recognise_file
from weilu.ingest.removal import remove
from weilu.ingest.running import Paused, Progress, Runner
from weilu.ingest.survey import Survey
from weilu.kernel.errors import WeiluError
from weilu.kernel.failpoints import failpoint
from weilu.kernel.lean import (
    give_memory_back,
    keep_pandas_out,
    without_looking_for_cycles,
)

State = Import.State
_INTERRUPTED = (State.RUNNING, State.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What becomes of one group of a file: left out, a new group, or into an existing one."""

    is_chosen: bool
    target: Group | None = None


def open_import(
    *,
    community: Community,
    path: Path,
    operator: Operator | None = None,
    importer: str = "auto",
    group_name: str = "",
    file_name: str = "",
    is_upload: bool = False,
    encoding: str = "",
) -> Import:
    """Recognise a file and take note of it; nothing of its content is stored yet.

    The same content whose import was interrupted gives that import again, to be continued.
    ``encoding`` is one of ENCODINGS, "" to ask only where the bytes do not tell it.
    """
    if not path.exists():
        raise NotThere(file=file_name or path.name)
    known = recognise_file(path, slug=importer, encoding=encoding)
    told = told_before_reading(community, known, path, encoding)
    mark = fingerprint(path)
    same = Import.objects.filter(
        community=community,
        fingerprint=mark,
        importer=known.importer.slug,
        state__in=(*_INTERRUPTED, State.ASKING),
        group_name=group_name,
    )
    interrupted = same.first()
    if interrupted is not None:
        Import.objects.filter(pk=interrupted.pk).update(path=str(path), is_upload=is_upload)
        interrupted.refresh_from_db()
        return interrupted
    return Import.objects.create(
        community=community,
        operator=operator,
        importer=known.importer.slug,
        platform=known.platform,
        path=str(path),
        file_name=(file_name or path.name)[:300],
        fingerprint=mark,
        group_name=group_name,
        suggested_name=known.match.group_name[:200],
        encoding=encoding,
        bytes_total=known.size,
        is_upload=is_upload,
        **told,
    )


def survey(run: Import) -> None:
    """Read a file without storing its facts, and propose where its groups go.

    A file that cannot be read makes the import FAILED, one whose encoding its bytes do not
    tell ASKING; the error is kept and raised.
    """
    keep_pandas_out()
    with working_on(run), without_looking_for_cycles(), _failing(run), opened(run) as source:
        importer = columns.given(importers()[run.importer], run)
        Survey(run, importer, importer.clock_of(source)).read(source)


def choose(*, run: Import, choices: Mapping[int, Choice], timezone: str = "") -> None:
    """Settle which groups come in and where they go (keys are those of ImportedGroup)."""
    if timezone:
        zone(timezone)
    if not any(choice.is_chosen for choice in choices.values()):
        raise NothingChosen(file=run.file_name)
    with transaction.atomic():
        for found in ImportedGroup.objects.filter(run=run):
            choice = choices.get(found.pk, Choice(is_chosen=False))
            found.is_chosen, found.target = choice.is_chosen, choice.target
            found.is_matched = choice.target is not None and choice.target.ref != found.ref
            found.save(update_fields=["is_chosen", "target", "is_matched"])
        run.timezone = timezone
        run.state = State.RUNNING
        # The survey counted the whole file; the run counts what it stores.
        run.records = run.found_messages = run.unreadable = run.bytes_read = 0
        run.unreadable_by_reason, run.seconds = {}, 0
        run.lines.all().delete()
        run.save()


def choose_by_name(run: Import, name: str) -> None:
    """Choose the group called ``name``, or put a file's only group into it.

    Raises NoSuchGroupInFile when the file has several groups and none of that name.
    """
    groups = list(run.groups.all())
    named = [group for group in groups if group.name == name]
    target = Group.objects.filter(community=run.community, name=name, platform=run.platform).first()
    if not named and len(groups) > 1:
        names = ", ".join(sorted(group.name for group in groups)[:20])
        raise NoSuchGroupInFile(file=run.file_name, group=name, found=names)
    if not named and target is None:
        ImportedGroup.objects.filter(pk=groups[0].pk).update(name=name)
    chosen = {group.pk for group in named or groups}
    choose(
        run=run,
        choices={
            group.pk: Choice(
                is_chosen=group.pk in chosen,
                target=None if named and group.target_id is None else (group.target or target),
            )
            for group in groups
        },
        timezone=run.timezone,
    )


def run(run: Import, *, progress: Progress | None = None) -> None:
    """Bring the chosen groups in, from the beginning or from where it stopped.

    Paused and interrupted runs go on; a file that turns out to be unreadable leaves nothing
    behind. Afterwards identities are published and the measuring is asked for.
    """
    keep_pandas_out()
    with working_on(run):
        Import.objects.filter(pk=run.pk).update(state=State.RUNNING, error=None)
        run.refresh_from_db()
        with without_looking_for_cycles(), _failing(run), opened(run) as source:
            importer = columns.given(importers()[run.importer], run)
            runner = Runner(run, importer, importer.clock_of(source), progress)
            try:
                runner.read(source)
            except Paused:
                return
            if not run.found_messages and not runner.people:
                raise _nothing(run)
        _finish(run, sorted(set(runner.targets.ids.values())))


def pause(run: Import) -> None:
    """Ask a run to stop after the batch it is at."""
    Import.objects.filter(pk=run.pk, state=State.RUNNING).update(state=State.PAUSED)


def measure(run: Import) -> None:
    """Let the packages above bring their numbers up to date after an import or an undo."""
    if run.state == State.MEASURING:
        handlers.tell(run.community, sorted(_targets(run)))
        Import.objects.filter(pk=run.pk, state=State.MEASURING).update(state=State.DONE)


def measure_waiting(community: Community) -> None:
    """Measure what imports have left unmeasured: called before a report is written."""
    waiting = list(Import.objects.filter(community=community, state=State.MEASURING))
    if waiting:
        handlers.tell(community, sorted(set().union(*(_targets(each) for each in waiting))))
        Import.objects.filter(pk__in=[each.pk for each in waiting]).update(state=State.DONE)


def undo(run: Import) -> None:
    """Take a whole import back: its facts, and the identities that only it made."""
    with working_on(run):
        Import.objects.filter(pk=run.pk).update(state=State.UNDOING)
        left = remove(run)
        discard_file(run)
        handlers.tell(run.community, left)
        Import.objects.filter(pk=run.pk).update(state=State.UNDONE, messages=0)
        run.refresh_from_db()


def ask_undo(run: Import, *, operator: Operator) -> None:
    """Have the worker take an import back, and write down who wanted it."""
    with transaction.atomic():
        Import.objects.filter(pk=run.pk).update(state=State.UNDOING)
        audit.record("import_undone", subject=run, actor=operator, community_id=run.community_id)
        tasks.undo_import.enqueue(run.pk)


def discard_file(run: Import) -> None:
    """Delete an uploaded file; one that the operator named by its path is theirs and stays."""
    if run.is_upload and run.path:
        # An upload lies in a folder of its own, with nothing beside it.
        shutil.rmtree(Path(run.path).parent, ignore_errors=True)
        Import.objects.filter(pk=run.pk).update(path="")
        run.path = ""


def stored_messages(run: Import) -> int:
    """Count the messages that the warehouse holds of an import: exact after any crash."""
    with facts_of(run.community) as facts:
        return int(
            facts.rows("SELECT count(*) FROM messages WHERE import_id = $run", {"run": run.pk})[0][
                0
            ]
        )


def _finish(run: Import, group_ids: list[int]) -> None:
    community, began = run.community, time.monotonic()
    give_memory_back()
    roster.publish_identities(community)
    bring_up_to_date(community, group_ids)
    roster.publish_memberships(community)
    run.seconds += time.monotonic() - began
    run.messages = stored_messages(run)
    run.repeated = run.found_messages - run.messages
    run.state = State.MEASURING
    run.finished_at = clock.now()
    failpoint("import.before_done")
    with transaction.atomic():
        run.save(update_fields=["messages", "repeated", "seconds", "state", "finished_at"])
        tasks.measure_import.enqueue(run.pk)
    discard_file(run)


def _targets(run: Import) -> set[int]:
    found = run.groups.filter(is_chosen=True).exclude(target=None)
    return set(found.values_list("target_id", flat=True))


def _nothing(run: Import) -> WeiluError:
    left_out = run.groups.filter(is_chosen=False)
    if left_out.filter(is_private=True).exists():
        names = left_out.filter(is_private=True).values_list("name", flat=True)
        return OnlyPrivateChats(file=run.file_name, found=", ".join(names[:20]))
    if left_out.exists():
        return NothingChosen(file=run.file_name)
    return EmptyExport(file=run.file_name)


@contextmanager
def _failing(run: Import) -> Iterator[None]:
    """Leave nothing half done: an error of the file takes back what was stored of it.

    A file that is gone, a full disk or an error of our own are none of the file's: the import
    stays as it is, to be continued.
    """
    try:
        yield
    except UncertainEncoding as doubt:
        remove(run)
        _keep_error(run, doubt, State.ASKING)
        raise
    except WeiluError as refused:
        if refused.code.startswith("jobs."):
            raise  # the worker stops or has lost its lease: the job goes on elsewhere
        if isinstance(refused, NotThere) or not refused.code.startswith(("connect.", "ingest.")):
            _keep_error(run, refused, State.PAUSED)
            raise
        remove(run)
        discard_file(run)
        _keep_error(run, refused, State.FAILED)
        raise
    except Exception as broken:
        _keep_error(run, Unexpected(file=run.file_name, kind=type(broken).__name__), State.PAUSED)
        raise


def _keep_error(run: Import, error: WeiluError, state: State) -> None:
    run.error = as_told(error)
    run.state = state
    run.save(update_fields=["error", "state"])
