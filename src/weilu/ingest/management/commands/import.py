"""Bring the history of groups in from a file, or take an import back."""

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from weilu.community.models import Community
from weilu.community.services import create_community, find_community
from weilu.connect.charsets import ENCODINGS, named
from weilu.connect.errors import UnknownEncoding
from weilu.ingest import columns, questions, services
from weilu.ingest.clocks import zone
from weilu.ingest.errors import NoSuchImport
from weilu.ingest.models import Import
from weilu.ingest.progress import Bar
from weilu.kernel.errors import WeiluError

_NOT_BEGUN = {Import.State.SURVEYING, Import.State.ASKING, Import.State.COLUMNS}


class Command(BaseCommand):
    help = (
        "Import the chat history in PATH (a file, folder or zip) into a community. Private chats "
        "are left out unless --group names them. The same file again adds nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="file, folder or zip archive")
        parser.add_argument(
            "--community", metavar="NAME", help="its slug or name; made when it does not exist"
        )
        parser.add_argument("--group", default="", metavar="NAME", help="only this group")
        parser.add_argument(
            "--platform", default="auto", metavar="FORMAT", help="default: judged by the content"
        )
        parser.add_argument(
            "--timezone", default="", metavar="ZONE", help="of the times in the file: Asia/Shanghai"
        )
        parser.add_argument(
            "--encoding", default="", metavar="NAME", help="of texts that do not tell it: big5"
        )
        parser.add_argument(
            "--columns",
            default="",
            metavar="LIST",
            help="of a table, by name or number: time=时间,author=昵称,text=3",
        )
        parser.add_argument(
            "--sheet", action="append", default=[], metavar="NAME", help="of a table, only this one"
        )
        parser.add_argument("--undo", type=int, metavar="ID", help="take the import ID back")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["undo"] is not None:
            self._undo(options["undo"], as_json=options["json"])
        else:
            self._import(options)

    def _undo(self, number: int, *, as_json: bool) -> None:
        run = Import.objects.filter(pk=number).first()
        if run is None:
            raise NoSuchImport(number=number)
        services.undo(run)
        if as_json:
            self.stdout.write(json.dumps({"import_id": run.pk, "undone": True}))
        else:
            self.stdout.write(f"Import {run.pk} ({run.file_name}) is undone.")

    def _import(self, options: dict[str, Any]) -> None:
        path, told = options["path"], options["community"]
        if path is None or not told:
            raise CommandError("Say what to import and into which community: PATH --community NAME")
        if options["timezone"]:
            zone(options["timezone"])
        encoding = _encoding(options["encoding"])
        found = find_community(told)
        community = found or _new_community(told, timezone=options["timezone"])
        try:
            options = options | {"encoding": encoding}
            run = self._opened(community, options)
            run = self._bring_in(run, options)
        except WeiluError:
            if found is None:
                community.delete()
            raise
        self._tell(run, as_json=options["json"])

    def _opened(self, community: Community, options: dict[str, Any]) -> Import:
        importer = options["platform"]
        if importer == "auto" and (options["columns"] or options["sheet"]):
            importer = questions.importer_of_tables()
        return services.open_import(
            community=community,
            path=options["path"],
            importer=importer,
            group_name=options["group"],
            encoding=options["encoding"],
        )

    def _bring_in(self, run: Import, options: dict[str, Any]) -> Import:
        if run.state == Import.State.ASKING and options["encoding"]:
            questions.choose_encoding(run, options["encoding"])
        is_new = run.state in _NOT_BEGUN
        if not is_new and not self._reads_as_asked(run, options):
            services.undo(run)
            encoding = options["encoding"] or run.encoding
            run = self._opened(run.community, options | {"encoding": encoding})
            is_new = True
        if is_new:
            self._settle_columns(run, options)
        if is_new:
            run.timezone = options["timezone"]
            run.save(update_fields=["timezone"])
            if options["group"]:
                services.survey(run)
                services.choose_by_name(run, options["group"])
        if run.has_wall_clock and not run.timezone:
            self.stderr.write(
                f"The file holds wall clocks only; read as {run.community.timezone}, the zone of "
                f"the community. Another zone: --timezone ZONE"
            )
        with Bar(run, visible=sys.stderr.isatty()) as bar:
            services.run(run, progress=bar.show)
        return run

    def _asked(self, run: Import, options: dict[str, Any]) -> questions.Decide | None:
        if not options["columns"] and not options["sheet"]:
            return None
        return partial(
            columns.by_name, options["columns"], file=run.file_name, wanted=options["sheet"]
        )

    def _reads_as_asked(self, run: Import, options: dict[str, Any]) -> bool:
        asked = self._asked(run, options)
        is_same = all(
            options[name] in {"", getattr(run, name)} for name in ("timezone", "encoding")
        )
        return is_same and (asked is None or questions.reads_like(run, asked))

    def _settle_columns(self, run: Import, options: dict[str, Any]) -> None:
        asked = self._asked(run, options)
        try:
            if asked:
                questions.choose_columns(run, asked)
            elif run.state == Import.State.COLUMNS:
                questions.guess_columns(run)
        except WeiluError:
            run.delete()  # nothing was stored, and nobody will choose on a page
            raise
        if run.columns is not None and not options["columns"]:
            names = ",".join(f"{role}={name}" for role, name in columns.told(run))
            self.stderr.write(f"Columns {run.columns_from}: {names}. Others: --columns LIST")
        if run.columns is not None and run.columns["left_out"]:
            self.stderr.write(f"Not read: {', '.join(run.columns['left_out'])}")

    def _tell(self, run: Import, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(summary(run), ensure_ascii=False))
            return
        self.stdout.write(
            f"Import {run.pk}: {run.messages:,} new messages of {run.people:,} people, "
            f"{run.repeated:,} known before, {run.unreadable:,} unreadable, {run.seconds:.1f} s. "
            f"Take it back with: weilu import --undo {run.pk}"
        )


def _new_community(told: str, *, timezone: str) -> Community:
    if timezone:
        return create_community(name=told, timezone=timezone)
    return create_community(name=told)


def _encoding(name: str) -> str:
    """Return which encoding is meant, "" for none. Raises UnknownEncoding."""
    found = named(name) if name else ""
    if found is None:
        raise UnknownEncoding(encoding=name, known=", ".join(ENCODINGS))
    return found


def summary(run: Import) -> dict[str, Any]:
    """Return the result of an import as ``--json`` prints it."""
    return {
        "import_id": run.pk,
        "platform": run.platform,
        "groups": run.groups.filter(is_chosen=True).count(),
        "people": run.people,
        "records": run.records,
        "messages": run.messages,
        "repeated": run.repeated,
        "unreadable": run.unreadable,
        "seconds": round(run.seconds, 3),
    }
