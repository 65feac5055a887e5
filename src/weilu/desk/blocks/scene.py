"""What every block needs to speak: whose numbers, until when, and how a number opens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from weilu.insight.shapes import Figure
from weilu.kernel.time import DAY_US


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of a page: what is measured, what was found, what it means, what can be done."""

    label: str
    finding: str
    aside: str = ""
    means: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One group (group_id 0: the whole community) as it stands on one local day."""

    slug: str
    group_id: int
    until_day: int
    zone: str = "UTC"
    people: Mapping[int, str] = field(default_factory=dict)
    glosses: Mapping[int, str] = field(default_factory=dict)  # of groups, where there is one

    @property
    def until_us(self) -> int:
        """Return the end of ``until_day``, good enough to say how many days ago something was."""
        return (self.until_day + 1) * DAY_US - 1

    @property
    def week_first(self) -> int:
        """Return the first of the seven days that end with ``until_day``."""
        return self.until_day - 6

    def name(self, person_id: int) -> str:
        return self.people.get(person_id, "?")

    def number(
        self, text: str, metric: str, *, person_id: int | None = None, group_id: int | None = None
    ) -> SafeString:
        """Return ``text`` as a link that opens the rows behind ``metric``."""
        return format_html(
            '<a class="number" href="{}" data-drawer>{}</a>',
            self.rows(metric, person_id=person_id, group_id=group_id),
            text,
        )

    def rows(
        self, metric: str, *, person_id: int | None = None, group_id: int | None = None
    ) -> str:
        """Return the address of the rows behind a number."""
        asked: dict[str, int] = {
            "group": self.group_id if group_id is None else group_id,
            "until": self.until_day,
        }
        if person_id is not None:
            asked["person"] = person_id
        return f"{_rows_address(self.slug, metric)}?{urlencode(asked)}"

    def person(self, person_id: int) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("desk:person", args=[self.slug, person_id]),
            self.name(person_id),
        )


@lru_cache(maxsize=512)
def _rows_address(slug: str, metric: str) -> str:
    """Look an address up once: a table of 300 groups asks for hundreds."""
    return reverse("desk:rows", args=[slug, metric])


def falls(figure: Figure, by: float = 0.1) -> bool:
    """Tell whether a figure stands clearly below its own past: by a tenth, and by its interval."""
    if figure.value is None or not figure.past_median:
        return False
    high = figure.value if figure.high is None else figure.high
    return figure.value < figure.past_median * (1 - by) and high < figure.past_median


def rises(figure: Figure, by: float = 0.1) -> bool:
    """Tell whether a figure stands clearly above its own past: by a tenth, and by its interval."""
    if figure.value is None or not figure.past_median:
        return False
    low = figure.value if figure.low is None else figure.low
    return figure.value > figure.past_median * (1 + by) and low > figure.past_median
