"""The page on which an operator says what the columns of a table hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.http import HttpResponse
from django.http.request import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.connect.columns import ColumnImporter, Columns, Role, Sheet, Trial
from weilu.connect.dates import Order
from weilu.connect.importers import importers
from weilu.connect.sources import Source
from weilu.ingest import columns, queries, questions, tasks
from weilu.ingest.errors import NotThere, NotWaiting
from weilu.ingest.lines import REASONS
from weilu.ingest.models import Import
from weilu.ingest.roles import ORDERS, ROLES
from weilu.kernel.errors import WeiluError
from weilu.ui.errors import remedy_of, sentence_of

_SHOWN_ROWS = 8
_WAITING = {Import.State.COLUMNS, Import.State.CHOOSING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is chosen on the page, be it by nobody yet."""

    sheet: Sheet
    roles: tuple[str, ...]  # by column, "" for those that are ignored
    date_order: str
    sheets: tuple[str, ...]
    is_split: bool

    def columns(self) -> Columns:
        """Return the choice; of columns with the same role the last, which ``check`` refuses."""
        places = {Role(role): place for place, role in enumerate(self.roles) if role}
        return columns.columns_for(
            self.sheet,
            places,
            date_order=self.date_order,
            sheets=self.sheets,
            is_split=self.is_split,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What the first rows give with the answers, or why they give nothing."""

    trial: Trial | None = None
    reasons: list[tuple[str, int]] = field(default_factory=list)
    error: WeiluError | None = None

    @property
    def sentence(self) -> str:
        return sentence_of(self.error) if self.error else ""

    @property
    def remedy(self) -> str:
        return remedy_of(self.error) if self.error else ""


@community_view(Permission.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def choose_columns(request: CommunityRequest, import_id: int) -> HttpResponse:
    """Show the first rows with the guess chosen; take the choice and have the file read."""
    run, importer = _waiting(request, import_id)
    if request.method == "POST" and "check" not in request.POST:
        try:
            with transaction.atomic():  # or a death in between would leave it waiting for nobody
                questions.choose_columns(run, lambda _, source: _decided(run, request.POST, source))
                tasks.survey_import.enqueue(run.pk)
        except WeiluError as refused:
            if isinstance(refused, NotThere):
                raise
            return show(request, run, importer, refused)
        return redirect("ingest:one", slug=request.community.slug, import_id=run.pk)
    return show(request, run, importer)


@community_view(Permission.EDIT)
@require_safe
def try_columns(request: CommunityRequest, import_id: int) -> HttpResponse:
    """Say what the first rows give with the choice as it stands on the page."""
    run, importer = _waiting(request, import_id)
    with questions.opened(run) as source:
        answers = answers_of(run, importer.sheets(source), importer, request.GET)
        tried = try_out(run, importer, source, answers)
    context = {"run": run, "tried": tried, "answers": answers, "orders": ORDERS}
    return render(request, "ingest/_trial.html", context)


def show(
    request: CommunityRequest,
    run: Import,
    importer: ColumnImporter,
    refused: WeiluError | None = None,
) -> HttpResponse:
    with questions.opened(run) as source:
        sheets = importer.sheets(source)
        told = request.POST if request.method == "POST" else request.GET
        answers = answers_of(run, sheets, importer, told)
        tried = try_out(run, importer, source, answers)
        left_out = importer.left_out(source, answers.columns().with_changes(sheets=()))
    names = answers.sheet.names
    context = {
        "run": run,
        "format": queries.format_name(run),
        "step": 1,
        "answers": answers,
        "columns": [
            {"number": place + 1, "name": name, "role": answers.roles[place]}
            for place, name in enumerate(names)
        ],
        "rows": answers.sheet.rows[:_SHOWN_ROWS],
        "roles": ROLES,
        "orders": ORDERS,
        "alike": [s for s in sheets if (s.header, s.names) == (answers.sheet.header, names)],
        "others": [s for s in sheets if s.name in left_out],
        "left_out": [name for name in left_out if name not in {s.name for s in sheets}],
        "is_remembered": columns.recall(request.community, answers.sheet) is not None,
        "tried": tried,
        "refused": Tried(error=refused) if refused else None,
    }
    return render(request, "ingest/columns.html", context, status=409 if refused else 200)


def answers_of(
    run: Import, sheets: Sequence[Sheet], importer: ColumnImporter, told: QueryDict
) -> Answers:
    """Return what was sent; where nothing was, what is kept, remembered or guessed."""
    if not sheets:
        raise NotWaiting(file=run.file_name)
    wanted = str(told.get("sheet", ""))
    sheet = next((s for s in sheets if s.name == wanted), None)
    if sheet is None or "column-1" not in told:
        return _proposed(run, sheet, sheets, importer)
    roles = [str(told.get(f"column-{n}", "")) for n in range(1, len(sheet.names) + 1)]
    order = str(told.get("dates", ""))
    return Answers(
        sheet=sheet,
        roles=tuple(role if role in set(Role) else "" for role in roles),
        date_order=order if order in set(Order) else "",
        sheets=tuple(str(name) for name in told.getlist("sheets")),
        is_split=told.get("split") != "no",
    )


def _proposed(
    run: Import, wanted: Sheet | None, sheets: Sequence[Sheet], importer: ColumnImporter
) -> Answers:
    kept = columns.choice(run) if run.columns else None
    guesses = {sheet.name: importer.guess(sheet) for sheet in sheets}
    if wanted is None and kept is not None:
        wanted = columns.sheet_of(sheets, kept)
    sheet = wanted or max(
        sheets, key=lambda s: (guesses[s.name].is_sure, len(guesses[s.name].places))
    )
    if kept is not None and (kept.header, kept.width) != (sheet.header, len(sheet.names)):
        kept = None
    kept = kept or columns.recall(run.community, sheet)
    places: Mapping[Role, int] = kept.places if kept else guesses[sheet.name].places
    roles = {place: role for role, place in places.items()}
    return Answers(
        sheet=sheet,
        roles=tuple(roles.get(place, "") for place in range(len(sheet.names))),
        date_order=kept.date_order if kept and kept.date_order != Order.YMD else "",
        sheets=kept.sheets if kept else (),
        is_split=kept.is_split if kept else True,
    )


def try_out(run: Import, importer: ColumnImporter, source: Source, answers: Answers) -> Tried:
    chosen = answers.columns()
    try:
        columns.check(chosen, answers.sheet, roles=answers.roles, file=run.file_name)
        trial = importer.trial(source, chosen)
    except WeiluError as missing:
        return Tried(error=missing)
    reasons = [(str(REASONS[reason]), count) for reason, count in trial.unreadable.items()]
    return Tried(trial=trial, reasons=reasons)


def _decided(run: Import, told: QueryDict, source: Source) -> Columns:
    importer = importers()[run.importer]
    assert isinstance(importer, ColumnImporter)  # noqa: S101 - looked at by _waiting
    answers = answers_of(run, importer.sheets(source), importer, told)
    chosen = answers.columns()
    columns.check(chosen, answers.sheet, roles=answers.roles, file=run.file_name)
    return chosen


def _waiting(request: CommunityRequest, import_id: int) -> tuple[Import, ColumnImporter]:
    run = get_object_or_404(request.community.imports, pk=import_id)
    importer = importers().get(run.importer)
    if run.state not in _WAITING or not isinstance(importer, ColumnImporter):
        raise NotWaiting(file=run.file_name)
    return run, importer
