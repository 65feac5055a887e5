"""The demo community, brought in through the same door as anybody's history."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from weilu.access.models import Operator
from weilu.access.services import add_operator
from weilu.community.models import Account, Community, Person
from weilu.community.services import create_community
from weilu.demo import home
from weilu.demo.errors import DemoNameTaken, DemoTooSmall
from weilu.demo.simulator.scale import Scale
from weilu.ingest import marking
from weilu.ingest import services as ingest
from weilu.ingest.models import Import

if TYPE_CHECKING:
    from weilu.demo.simulator.exports import Export

SLUG = "manye"
NAME = "慢页书友会"
OPERATOR = "demo@weilu.example"

_FINISHED = (Import.State.DONE, Import.State.MEASURING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a run did. ``is_new`` False: all was there before."""

    community: Community
    is_new: bool
    messages: int
    people: int


def is_filled() -> bool:
    """Tell without work whether the demo is there as a whole."""
    community = Community.objects.filter(slug=SLUG, is_demo=True).first()
    if community is None or not home.is_finished():
        return False
    return not community.imports.exclude(state=Import.State.DONE).exists()


def fill(
    *, seed: int, scale: Scale | None = None, tell: Callable[[str], None] = lambda _: None
) -> Filled:
    """Fill in the demo; what an interrupted run has left undone is done now."""
    from weilu.demo.simulator.exports import write  # the simulator, which no start-up needs

    scale = scale or Scale()
    if scale.people < scale.fewest:
        raise DemoTooSmall(people=scale.people, groups=scale.groups, fewest=scale.fewest)
    community = _community()
    is_new = not is_filled()
    if is_new:
        tell("writing")
        folder = home.folder() / f"seed-{seed}-{scale.name}"
        tell("importing")
        for export in write(seed, scale, folder):
            _bring_in(community, export)
        _tidy(community, folder / "truth.parquet")
        tell("measuring")
        ingest.measure_waiting(community)
        home.finish(folder)
    return Filled(
        community=community,
        is_new=is_new,
        messages=sum(
            community.imports.filter(state__in=_FINISHED).values_list("messages", flat=True)
        ),
        people=community.people.count(),
    )


@transaction.atomic
def _community() -> Community:
    found: Community | None = Community.objects.filter(slug=SLUG).first()
    if found is not None:
        if not found.is_demo:
            raise DemoNameTaken(slug=SLUG)
        return found
    if not Operator.objects.filter(runs_installation=True, is_active=True).exists():
        add_operator(email=OPERATOR, name="演示", runs_installation=True)
    return create_community(name=NAME, slug=SLUG, timezone="Asia/Shanghai", is_demo=True)


def _bring_in(community: Community, export: "Export") -> None:
    if community.imports.filter(path=str(export.path), state__in=_FINISHED).exists():
        return
    ingest.run(ingest.open_import(community=community, path=export.path, group_name=export.name))


def _tidy(community: Community, truth: Path) -> None:
    """Do what the operators of the club did: mark the staff, join accounts known to be one.

    WeCom shows the same id as WeChat, and who moved to the mystery group for good wrote both
    names on a list then. Who kept a seat in both is for somebody to find out.
    """
    known = _known(truth)
    with transaction.atomic():
        accounts = Account.objects.filter(community=community).select_related("person")
        people: dict[str, Person] = {}
        moved: list[Account] = []
        for account in accounts.order_by("pk"):
            ref = known.moved.get(account.ref, account.ref)
            person = people.setdefault(ref, account.person)
            if account.person_id != person.pk:
                account.person = person
                moved.append(account)
        Account.objects.bulk_update(moved, ["person"], batch_size=500)
        Person.objects.filter(community=community, accounts=None).delete()
    staff = Person.objects.filter(accounts__in=accounts.filter(ref__in=known.staff))
    shown = set(staff.values_list("pk", flat=True))
    marking.mark(community, shown=shown, staff=shown, bots=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the operators know: ids of the staff, and whose id on QQ is whose."""

    staff: set[str]
    moved: dict[str, str]


def _known(truth: Path) -> _Known:
    import pyarrow.parquet as pq  # see fill

    table = pq.read_table(truth, filters=[("label", "in", ["kind", "two_accounts"])])
    staff: set[str] = set()
    moved: dict[str, str] = {}
    for row in table.to_pylist():
        if row["value"] == "staff":
            staff |= {row["ref"], row["ref"].replace("demo_", "demo_q")}
        elif row["label"] == "two_accounts" and not row["number"]:
            moved[row["value"]] = row["ref"]
    return _Known(staff=staff, moved=moved)
