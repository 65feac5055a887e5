"""What the columns of a table seem to hold: by their names, then by what is in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from weilu.connect.columns import Guess, Role, Sheet
from weilu.connectors.table.moments import Parts, parts_of
from weilu.connectors.table.words import role_of

#: From this share on a column is of a kind; damaged rows and remarks make up the rest.
_MOSTLY = 0.8
#: Less is enough where the header says the same.
_PARTLY = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the sample, counted. Shares are of the cells that hold something."""

    place: int
    named: Role | None
    filled: float  # share of all rows
    moments: float  # date and time, or one number that tells both
    dates: float  # without a time of day, or at midnight: how programs write a bare date
    clocks: float
    numbers: float  # of the moments: those told as a number, which may be no times at all
    distinct: float
    different: int
    length: float  # mean characters


def columns_of(sheet: Sheet) -> list[Column]:
    return [_column(sheet, place) for place in range(len(sheet.names))]


def _column(sheet: Sheet, place: int) -> Column:
    cells = [row[place].strip() for row in sheet.rows]
    held = [cell for cell in cells if cell]
    parts = [parts_of(cell) for cell in held]

    def share(test: Callable[[Parts], bool]) -> float:
        return sum(1 for each in parts if each is not None and test(each)) / (len(held) or 1)

    return Column(
        place=place,
        named=role_of(sheet.names[place]),
        filled=len(held) / (len(cells) or 1),
        moments=share(lambda p: p.is_number or (p.has_date and bool(p.clock_us))),
        dates=share(lambda p: p.has_date and not p.clock_us and not p.is_number),
        clocks=share(lambda p: not p.has_date),
        numbers=share(lambda p: p.is_number),
        distinct=len(set(held)) / (len(held) or 1),
        different=len(set(held)),
        length=sum(map(len, held)) / (len(held) or 1),
    )


def guess_of(sheet: Sheet) -> Guess:
    """Guess, and say whether one could go on without asking.

    Sure is only what a header names, or what nothing else in the table could be.
    """
    columns = columns_of(sheet)
    if not sheet.rows:
        return Guess()
    times, is_sure = _times(columns)
    if not times:
        return Guess()
    free = [column for column in columns if column.place not in times.values()]
    places = dict(times)
    for role, fits in _BY_NAME:
        found = [column for column in free if column.named is role and fits(column)]
        if found:
            places[role] = found[0].place
            free.remove(found[0])
    if Role.TEXT not in places:
        texts = [c for c in free if c.named is None and not c.moments and c.length >= 3]
        if texts:
            text = max(texts, key=lambda c: (c.distinct > 0.3, c.length))
            places[Role.TEXT] = text.place
            free.remove(text)
            is_sure = is_sure and len(texts) == 1
    if Role.AUTHOR not in places:
        names = [column for column in free if column.named is None and _is_name(column)]
        if names:
            author = max(names, key=lambda c: (c.filled, c.different))
            places[Role.AUTHOR] = author.place
        is_sure = is_sure and len(names) == 1
    if Role.AUTHOR not in places and Role.AUTHOR_ID in places:
        places[Role.AUTHOR] = places.pop(Role.AUTHOR_ID)
    is_sure = is_sure and {Role.AUTHOR, Role.TEXT} <= places.keys()
    return Guess(places=places, is_sure=is_sure)


def _times(columns: Sequence[Column]) -> tuple[dict[Role, int], bool]:
    """Return where the time is, with or without a date beside it, and whether that is sure."""
    named = [c for c in columns if c.named in {Role.TIME, Role.DATE} and c.moments >= _PARTLY]
    whole = [c for c in columns if c.moments >= _MOSTLY and c.filled > 0.5 and c.numbers < 0.5]
    whole = named + [c for c in whole if c not in named]
    if whole:
        return {Role.TIME: whole[0].place}, len(named) == 1 or len(whole) == 1
    days = [c for c in columns if c.dates >= _MOSTLY and c.filled > 0.5]
    clocks = [c for c in columns if c.clocks >= _MOSTLY and c.filled > 0.5]
    if days and clocks:
        day = next((c for c in days if c.named in {Role.DATE, Role.TIME}), days[0])
        clock = next((c for c in clocks if c.named is Role.TIME), clocks[0])
        is_sure = len(days) == len(clocks) == 1
        return {Role.DATE: day.place, Role.TIME: clock.place}, is_sure
    if days:
        day = next((c for c in days if c.named in {Role.DATE, Role.TIME}), days[0])
        return {Role.TIME: day.place}, False
    return {}, False


def _is_name(column: Column) -> bool:
    """Tell whether a column could hold names: short, repeated, of more than one person."""
    is_short = 0 < column.length <= 24 and not column.moments and not column.dates
    return is_short and column.filled > 0.5 and column.different > 1 and column.distinct <= 0.7


def _is_id(column: Column) -> bool:
    """Tell whether cells could be ids, each used once in its group; the run makes sure of it."""
    return column.filled > 0.9 and column.distinct > 0.3


#: In this order, each with what must be true of the content whatever the header says.
_BY_NAME: tuple[tuple[Role, Callable[[Column], bool]], ...] = (
    (Role.AUTHOR, lambda c: c.filled > 0.5),
    (Role.TEXT, lambda c: c.different > 0),
    (Role.GROUP, lambda c: c.filled > 0.5),
    (Role.AUTHOR_ID, lambda c: c.filled > 0.5),
    (Role.MESSAGE_ID, _is_id),
    (Role.REPLY_TO, lambda c: c.different > 0),
)
