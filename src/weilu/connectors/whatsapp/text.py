"""Cuts the text of a chat into entries, one pass at a time, in bounded memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from weilu.connect.dates import Verdict, judge
from weilu.connectors.whatsapp.dates import HEAD, Form, Head, form_of
from weilu.connectors.whatsapp.notices import clean_name, may_be_author, read_notice

#: WhatsApp's own limit is 65,536 characters; what is longer is no message.
ENTRY_LIMIT = 1_000_000
_LINE_LIMIT = 4_000_000
_NAME_LIMIT = 120
_NOTHING = "\ufeff\u200e \r\n"


@dataclass(slots=True)
class Piece:
    """What stands between one head and the next. ``head`` None: before the first head."""

    head: Head | None
    body: str
    line: int
    is_too_long: bool = False


def pieces(texts: Iterable[str], form: Form | None = None) -> Iterator[Piece]:
    """Yield the pieces of a text that arrives in parts.

    With a ``form``, only heads of this form count: a line that somebody pasted from another
    phone's export belongs to the message it stands in.
    """
    rest, line = "", 1
    head: Head | None = None
    is_cut = False
    for text in texts:
        part = rest + text
        start = 0
        for found in HEAD.finditer(part):
            groups: Head = found.groups()  # type: ignore[assignment]  # the pattern's groups
            if form is None or form_of(groups) == form:
                body = part[start : found.start()]
                if head is not None or body.strip(_NOTHING):
                    yield Piece(head, body, line, is_cut)
                    is_cut = False
                line += body.count("\n")
                head, start = groups, found.end()
        # The last line may hold half a head: it is looked at again with what follows.
        rest = part[start:]
        if len(rest) > ENTRY_LIMIT:
            is_cut = True
            keep = rest.rfind("\n", -4096) + 1 or len(rest)
            line += rest.count("\n", 0, keep)
            rest = rest[keep:]
    if head is not None or rest.strip(_NOTHING):
        yield Piece(head, rest, line, is_cut)


@dataclass(slots=True, kw_only=True)
class Survey:
    """What a whole chat says about itself before a line of it can be understood."""

    form: Form | None = None
    verdict: Verdict | None = None
    names: dict[str, str] = field(default_factory=dict)  # by how they are written
    longer_names: dict[str, str] = field(default_factory=dict)
    group_name: str = ""
    is_group: bool = False

    def author_and_body(self, rest: str) -> tuple[str, str]:
        """Split what follows a head. No author: WhatsApp itself speaks."""
        first, colon, body = rest.partition(":")
        if not colon:
            return "", rest
        name = self.names.get(first)
        if name is None:
            return "", rest
        longer = self.longer_names.get(name)
        if longer and body.lstrip().startswith(longer[len(name) + 1 :].lstrip()):
            _, _, body = body.partition(":")
            return longer, body
        return name, body


def survey(texts: Iterable[str]) -> Survey:
    """Read a chat once to learn its form, the order of its dates and its authors.

    Only what is different is kept: dates, forms and names, not messages.
    """
    dates: dict[Form, dict[tuple[str, str, str], None]] = {}
    counts: dict[Form, int] = {}
    names = _Names()
    for head, text, start in _heads(texts):
        form = form_of(head)
        if form in counts:
            counts[form] += 1
        else:
            counts[form] = 1
            dates[form] = {}
        dates[form][head[1], head[3], head[4]] = None
        names.see(text, start)
    if not counts:
        return Survey()
    form = max(counts, key=lambda f: counts[f])
    return Survey(
        form=form,
        verdict=judge(list(dates[form]), separator=form[1], has_am_pm=form[3] or form[4]),
        names=names.authors,
        longer_names=names.longer(),
        group_name=names.group_name,
        is_group=names.is_group,
    )


def _heads(texts: Iterable[str]) -> Iterator[tuple[Head, str, int]]:
    """Yield each head, the text it stands in and where it ends; its line is whole there."""
    rest = ""
    for text in chain(texts, ("\n",)):
        part = rest + text
        whole = part.rfind("\n") + 1
        for found in HEAD.finditer(part, 0, whole):
            yield found.groups(), part, found.end()  # type: ignore[misc]  # as above
        rest = part[whole:] if len(part) - whole < _LINE_LIMIT else ""


class _Names:
    """Who speaks, and how the group is called."""

    def __init__(self) -> None:
        self.authors: dict[str, str] = {}  # name by how it is written
        self.group_name = ""
        self.is_group = False
        self._told: set[str] = set()  # names in notices
        self._seen: dict[str, bool] = {}
        self._second: dict[str, tuple[int, str]] = {}  # messages, and the second part of the name

    def see(self, text: str, start: int) -> None:
        """Look at the line that goes on at ``start``."""
        colon = text.find(":", start, start + _NAME_LIMIT)
        first = text[start:colon] if colon > 0 else ""
        is_author = self._seen.get(first) if colon > 0 else False
        if is_author is None:
            is_author = self._seen[first] = "\n" not in first and may_be_author(clean_name(first))
            if is_author:
                self.authors[first] = clean_name(first)
        if is_author:
            self._see_second(first, text, colon + 1)
        else:
            end = text.find("\n", start)
            self._see_notice(text[start:end])

    def _see_second(self, first: str, text: str, start: int) -> None:
        """Remember the part up to a second colon as long as all messages share it."""
        count, second = self._second.get(first, (0, ""))
        if count and not second:
            return
        found = text[start : start + 40].partition(": ")
        part = found[0] if found[1] and "\n" not in found[0] else ""
        self._second[first] = (count + 1, part if count == 0 or part == second else "")

    def _see_notice(self, body: str) -> None:
        notice = read_notice(body)
        if notice is None:
            return
        self.is_group = True
        self._told.update(notice.who, [notice.by])
        if notice.name:
            self.group_name = notice.name

    def longer(self) -> dict[str, str]:
        """Return names that hold a colon themselves, by their part before it.

        The proof is a notice that names them so, or three messages at least that all agree.
        """
        found = {}
        for first, (count, second) in self._second.items():
            name = clean_name(first)
            longer = clean_name(f"{first}:{second}")
            if second and name not in self._told and (count >= 3 or longer in self._told):
                found[name] = longer
        return found
