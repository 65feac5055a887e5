"""What the columns of a table hold: remembered, guessed, or chosen by an operator.

An import of a table keeps in ``Import.columns`` the choice (``connect.columns.Columns``), the
names of the columns, and which tables of the file are not read: whoever goes on with the import
reads exactly the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from weilu.community.models import Community
from weilu.connect.columns import (
    ColumnImporter,
    Columns,
    Guess,
    Role,
    Sheet,
    Trial,
    plain,
    shown,
)
from weilu.connect.dates import Order
from weilu.connect.importers import Importer
from weilu.connect.sources import Source
from weilu.ingest.errors import (
    ColumnTwice,
    DoubtfulDates,
    NoAuthorColumn,
    NothingReadable,
    NoTimeColumn,
    UnknownColumn,
    UnknownRole,
    UnknownSheet,
    UnsureColumns,
)
from weilu.ingest.models import Import, RememberedColumns

#: What stands among the roles of ``--columns`` and says how dates are written.
DATES = "dates"
#: From this share of unreadable rows on, a guess is no guess to go by.
_DOUBTFUL_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Columns that can be read with, and what is told of them."""

    columns: Columns
    names: tuple[str, ...]
    left_out: list[str]

    def as_json(self) -> dict[str, object]:
        return {
            "choice": self.columns.as_json(),
            "names": list(self.names),
            "left_out": self.left_out[:100],
        }


def given(importer: Importer, run: Import) -> Importer:
    """Return the importer as the columns of this import want it."""
    if run.columns is None or not isinstance(importer, ColumnImporter):
        return importer
    return importer.given(choice(run))


def choice(run: Import) -> Columns:
    """Return the columns that are kept with an import of a table."""
    told = run.columns or {}
    return Columns.from_json(told["choice"])


def is_same(kept: Columns, wanted: Columns) -> bool:
    """Tell whether columns are those that are kept; an order of dates counts where it is told."""
    told = replace(
        wanted, is_instant=kept.is_instant, date_order=wanted.date_order or kept.date_order
    )
    return told == kept


def remembered(community: Community, importer: ColumnImporter, source: Source) -> Settled | None:
    """Return what was chosen for this header before, where it still fits the rows."""
    for sheet in importer.sheets(source):
        known = recall(community, sheet)
        if known is None:
            continue
        trial = importer.trial(source, replace(known, date_order=""))
        if trial.is_doubtful:
            trial = importer.trial(source, known)
        if trial.readable * 2 >= trial.rows > 0:
            return _settled(importer, source, sheet, trial)
    return None


def recall(community: Community, sheet: Sheet) -> Columns | None:
    """Return what an operator chose for this header the last time."""
    known = RememberedColumns.objects.filter(community=community, header=sheet.header).first()
    if known is None or not sheet.has_header:
        return None
    columns = Columns.from_json(known.choice)
    return columns if columns.width == len(sheet.names) else None


def settle(run: Import, importer: ColumnImporter, source: Source, columns: Columns) -> None:
    """Keep what an operator chose with the import, and for files with the same header.

    Raises NoTimeColumn, NoAuthorColumn, DoubtfulDates, NothingReadable.
    """
    sheet = sheet_of(importer.sheets(source), columns)
    check(columns, sheet, file=run.file_name)
    trial = importer.trial(source, columns)
    if trial.is_doubtful:
        raise DoubtfulDates(file=run.file_name, example=trial.example)
    if not trial.readable:
        raise NothingReadable(file=run.file_name, rows=trial.rows)
    keep(run, _settled(importer, source, sheet, trial), Import.Origin.CHOSEN)
    if sheet.has_header:
        RememberedColumns.objects.update_or_create(
            community=run.community,
            header=sheet.header,
            defaults={"choice": replace(trial.columns, sheets=()).as_json()},
        )


def settle_by_guess(run: Import, importer: ColumnImporter, source: Source) -> None:
    """Go by the guess where it is sure. Raises UnsureColumns, DoubtfulDates."""
    sheets = importer.sheets(source)
    guesses = [(sheet, importer.guess(sheet)) for sheet in sheets]
    for sheet, guess in guesses:
        if guess.is_sure:
            trial = importer.trial(source, columns_for(sheet, guess.places))
            if trial.is_doubtful:
                raise DoubtfulDates(file=run.file_name, example=trial.example)
            if trial.lost <= _DOUBTFUL_SHARE * trial.rows:
                keep(run, _settled(importer, source, sheet, trial), Import.Origin.GUESSED)
                return
    sheet, guess = next((each for each in guesses if each[1].places), (sheets[0], Guess()))
    places = {Role.TIME: 0, Role.AUTHOR: 1, Role.TEXT: 2} | guess.places
    told = ",".join(f"{role}={place + 1}" for role, place in places.items())
    raise UnsureColumns(file=run.file_name, columns=shown(sheet.names), guess=told)


def keep(run: Import, settled: Settled, origin: str) -> None:
    """Store the answers; the file is read anew with them."""
    run.columns, run.columns_from = settled.as_json(), origin
    run.has_wall_clock = not settled.columns.is_instant
    run.state, run.bytes_read, run.error = Import.State.SURVEYING, 0, None
    run.save(
        update_fields=["columns", "columns_from", "has_wall_clock", "state", "bytes_read", "error"]
    )


def _settled(importer: ColumnImporter, source: Source, sheet: Sheet, trial: Trial) -> Settled:
    return Settled(
        columns=trial.columns,
        names=sheet.names,
        left_out=importer.left_out(source, trial.columns),
    )


def columns_for(sheet: Sheet, places: dict[Role, int], **told: object) -> Columns:
    return Columns(places=places, header=sheet.header, width=len(sheet.names)).with_changes(**told)


def sheet_of(sheets: Sequence[Sheet], columns: Columns) -> Sheet:
    """Return the first table that has these columns."""
    fitting = [s for s in sheets if (s.header, len(s.names)) == (columns.header, columns.width)]
    return fitting[0] if fitting else sheets[0]


def check(columns: Columns, sheet: Sheet, *, file: str, roles: Sequence[str] = ()) -> None:
    """Say what is missing; ``roles`` has one for each column, where a role may stand twice.

    Raises NoTimeColumn, NoAuthorColumn, ColumnTwice.
    """
    names = shown(sheet.names)
    if Role.TIME not in columns.places:
        raise NoTimeColumn(file=file, columns=names)
    if Role.AUTHOR not in columns.places:
        raise NoAuthorColumn(file=file, columns=names)
    told = [role for role in roles if role]
    places = list(columns.places.values())
    if len(set(told)) < len(told):
        twice = {role for role in told if told.count(role) > 1}
        raise ColumnTwice(file=file, columns=_named(sheet, [r in twice for r in roles]))
    if len(set(places)) < len(places):
        raise ColumnTwice(file=file, columns=names)


def _named(sheet: Sheet, chosen: Sequence[bool]) -> str:
    numbered = enumerate(zip(sheet.names, chosen, strict=True), 1)
    return ", ".join(f"{number} {name}".rstrip() for number, (name, is_in) in numbered if is_in)


def by_name(
    told: str,
    importer: ColumnImporter,
    source: Source,
    *,
    file: str,
    wanted: Sequence[str] = (),
) -> Columns:
    """Understand "time=时间,author=昵称,text=3,dates=dmy": by name or by number from 1.

    With nothing told the guess stands. ``wanted`` names the tables to read, all of one header.
    Raises UnknownRole, UnknownColumn, UnknownSheet.
    """
    sheets = importer.sheets(source)
    known = [sheet.name for sheet in sheets]
    for name in wanted:
        if name not in known:
            raise UnknownSheet(file=file, sheet=name, known=", ".join(known))
    candidates = [sheet for sheet in sheets if not wanted or sheet.name in wanted]
    if not candidates:
        raise NoTimeColumn(file=file, columns="")
    asked, order = _asked(told)
    if not asked:
        guess = importer.guess(candidates[0])
        return columns_for(candidates[0], guess.places, date_order=order, sheets=tuple(wanted))
    missing = ""
    for sheet in candidates:
        places = {role: place_of(sheet, name) for role, name in asked.items()}
        found = {role: place for role, place in places.items() if place is not None}
        if len(found) == len(asked):
            return columns_for(sheet, found, date_order=order, sheets=tuple(wanted))
        missing = missing or next(asked[role] for role in asked if role not in found)
    raise UnknownColumn(file=file, column=missing, columns=shown(candidates[0].names))


def _asked(told: str) -> tuple[dict[Role, str], str]:
    asked: dict[Role, str] = {}
    order = ""
    for part in filter(None, told.split(",")):
        role, _, name = (word.strip() for word in part.partition("="))
        if role.lower() == DATES and name.lower() in set(Order):
            order = name.lower()
        elif role.lower() in set(Role) and name:
            asked[Role(role.lower())] = name
        else:
            raise UnknownRole(role=part.strip(), known=", ".join([*Role, DATES]))
    return asked, order


def place_of(sheet: Sheet, name: str) -> int | None:
    """Return the column of a name or number."""
    names = [plain(each) for each in sheet.names]
    if plain(name) in names:
        return names.index(plain(name))
    if name.isdecimal() and 1 <= int(name[:6]) <= len(names):
        return int(name) - 1
    return None


def told(run: Import) -> list[tuple[Role, str]]:
    """Return which column holds what, by name; by number where the header has none."""
    if run.columns is None:
        return []
    names, places = run.columns["names"], choice(run).places
    return [(role, names[places[role]] or str(places[role] + 1)) for role in Role if role in places]
