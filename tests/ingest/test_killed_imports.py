"""An import may be killed at any moment: run again, it ends with the same rows, nothing twice."""

import json
import random
import signal
import time

import pytest

from tests.ingest import toy

pytestmark = pytest.mark.both_databases

POINTS = [
    "import.before_facts",
    "warehouse.locked",
    "warehouse.before_write",
    "warehouse.before_commit",
    "warehouse.after_commit",
    "import.before_checkpoint",
    "import.after_checkpoint",
    "warehouse.before_publish",
    "import.before_done",
]
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.ingest.crash_settings"}


@pytest.fixture(scope="session")
def export(tmp_path_factory):
    people = [{"account": f"p{n}", "name": f"书友 {n}"} for n in range(9)]
    talk = [
        toy.said(100 + n, f"p{n % 9}", 100 + n, text=f"第 {n} 句", liked_by=[f"p{n % 4}"])
        for n in range(40)
    ]
    return toy.write(
        tmp_path_factory.mktemp("export") / "toy.jsonl", [*toy.history(), *people, *talk]
    )


@pytest.fixture(scope="session")
def undisturbed(cluster, prepared, export):
    installation = cluster.copy(prepared)
    result = bring_in(installation, export)
    return result, state(installation)


def bring_in(installation, export, **environment):
    done = installation.run(
        "import", str(export), "--community", "reading", "--json", **SETTINGS, **environment
    )
    return json.loads(done.stdout) if done.returncode == 0 else done


def state(installation):
    return installation.shell("from tests.ingest.crash_state import tell; tell()")


@pytest.mark.parametrize("point", POINTS)
def test_an_import_killed_at_this_point_and_run_again(installation, export, undisturbed, point):
    killed = bring_in(installation, export, WEILU_FAILPOINT=f"{point}:kill")
    assert killed.returncode == -signal.SIGKILL

    result = bring_in(installation, export)

    assert state(installation) == undisturbed[1]
    for figure in ("messages", "repeated", "records", "people", "unreadable", "groups"):
        assert result[figure] == undisturbed[0][figure], figure


def test_a_killed_import_goes_on_in_the_encoding_that_was_chosen(installation, tmp_path):
    names = [{"account": "a", "name": "謝謝"}, {"account": "b", "name": "Ann"}]
    lines = [{"toy": 1}, toy.GROUP | {"name": "謝謝"}, *names]
    lines += [toy.said(n, "ab"[n % 2], n, text="ok") for n in range(30)]
    path = tmp_path / "toy.jsonl"
    path.write_bytes(
        "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in lines).encode("big5")
    )
    told = ["import", str(path), "--community", "reading", "--json"]
    refused = installation.run(*told, **SETTINGS)
    killed = installation.run(
        *told, "--encoding", "big5", **SETTINGS, WEILU_FAILPOINT="import.after_checkpoint:kill"
    )

    result = bring_in(installation, path)

    assert "--encoding NAME" in refused.stderr
    assert killed.returncode == -signal.SIGKILL
    assert result["messages"] == 30
    assert (
        installation.shell(
            "from weilu.community.models import Account\n"
            "print(sorted(Account.objects.values_list('name', flat=True)))"
        ).strip()
        == "['Ann', '謝謝']"
    )


@pytest.mark.parametrize("seed", [1, 2, pytest.param(3, marks=pytest.mark.slow)])
def test_an_import_killed_at_random_moments(installation, export, undisturbed, seed):
    chance = random.Random(seed)  # noqa: S311  no secret
    for _ in range(4):
        process = installation.start(
            "import", str(export), "--community", "reading", "--json", **SETTINGS
        )
        time.sleep(chance.uniform(0.5, 2.5))
        process.kill()
        process.communicate(timeout=30)

    bring_in(installation, export)

    assert state(installation) == undisturbed[1]


def test_an_undo_killed_in_the_middle_and_run_again_leaves_nothing(installation, export):
    number = str(bring_in(installation, export)["import_id"])
    killed = installation.run(
        "import", "--undo", number, **SETTINGS, WEILU_FAILPOINT="warehouse.before_vacuum:kill"
    )
    assert killed.returncode == -signal.SIGKILL

    again = installation.run("import", "--undo", number, **SETTINGS)

    assert again.returncode == 0, again.stderr
    for table in ("group", "person", "account", "membership"):
        assert installation.count(f"community_{table}") == 0, table
