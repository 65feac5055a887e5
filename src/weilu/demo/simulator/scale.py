"""How large a story is told: the whole club, a piece of it, or many clubs of its shape."""

from dataclasses import dataclass

from weilu.demo.simulator.moments import END, START, WEEK, WEEKS

GROUPS, PEOPLE = 8, 1200
#: Fewer people than these in eight groups are its core and hardly anybody else.
FEWEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """More than eight groups are chapters of up to eight; people are spread over them evenly.

    ``weeks`` counts back from the end. Messages grow with the people of a chapter, more slowly.
    """

    groups: int = GROUPS
    people: int = PEOPLE
    weeks: int = WEEKS

    @property
    def chapters(self) -> int:
        return -(-self.groups // GROUPS)

    @property
    def fewest(self) -> int:
        """Return how many people so many groups need at least."""
        return FEWEST * self.chapters

    @property
    def people_factor(self) -> float:
        """Return the people of a chapter, compared with the whole club."""
        return self.people / self.chapters / PEOPLE

    def people_of(self, chapter: int) -> int:
        """Return how many people a chapter has; the first ones take what does not divide."""
        return self.people // self.chapters + (chapter < self.people % self.chapters)

    @property
    def volume_factor(self) -> float:
        return float(self.people_factor**0.6)

    @property
    def first_second(self) -> int:
        return START if self.weeks >= WEEKS else END - self.weeks * WEEK

    @property
    def is_whole(self) -> bool:
        return (self.groups, self.people, self.weeks) == (GROUPS, PEOPLE, WEEKS)

    @property
    def name(self) -> str:
        return "whole" if self.is_whole else f"{self.groups}g-{self.people}p-{self.weeks}w"
