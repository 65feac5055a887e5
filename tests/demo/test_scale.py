"""The story at other sizes: a piece of the club for tests, many clubs of its shape for load."""

import hashlib
import subprocess
import sys

import pytest

from weilu.demo.simulator.exports import write
from weilu.demo.simulator.moments import END, WEEK
from weilu.demo.simulator.people import NAMESAKE
from weilu.demo.simulator.scale import Scale
from weilu.demo.simulator.story import chapters

SMALL = Scale(groups=3, people=200, weeks=8)


def digest(folder):
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_one_another_story(tmp_path):
    write(7, SMALL, tmp_path / "a")
    write(7, SMALL, tmp_path / "b")
    write(8, SMALL, tmp_path / "c")

    assert digest(tmp_path / "a") == digest(tmp_path / "b") != digest(tmp_path / "c")


def test_the_same_bytes_come_out_of_another_process(tmp_path):
    write(7, SMALL, tmp_path / "a")
    code = (
        "from pathlib import Path; from weilu.demo.simulator.exports import write;"
        "from weilu.demo.simulator.scale import Scale;"
        f"write(7, Scale(groups=3, people=200, weeks=8), Path({str(tmp_path / 'b')!r}))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONHASHSEED": "3"})

    assert digest(tmp_path / "a") == digest(tmp_path / "b")


def test_the_simulator_knows_no_django():
    check = "import sys, weilu.demo.simulator.exports; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_only_the_last_weeks_are_told_where_asked():
    (chapter,) = chapters(7, SMALL)
    groups = list(chapter.groups())

    assert [group.room.key for group in groups] == ["H", "M", "N"]
    assert min(group.rows.at[0] for group in groups) >= END - 8 * WEEK


def test_more_than_eight_groups_are_chapters_with_people_and_names_of_their_own():
    scale = Scale(groups=11, people=330, weeks=3)
    found = list(chapters(7, scale))
    refs = [person.ref for chapter in found for person in chapter.people]
    groups = [group for chapter in found for group in chapter.groups()]

    assert len(groups) == 11
    assert len({group.room.ref for group in groups}) == 11
    assert len({group.room.name for group in groups}) == 11
    assert len(refs) == len(set(refs))
    assert all(len(group.rows) for group in groups if group.room.key != "B")


@pytest.mark.parametrize("seed", [1, 7])
@pytest.mark.parametrize(
    ("groups", "people", "weeks"), [(3, 150, 6), (1, 60, 1), (8, 60, 4), (9, 120, 3), (2, 70, 78)]
)
def test_a_small_club_is_told_as_well(seed, groups, people, weeks, tmp_path):
    scale = Scale(groups=groups, people=people, weeks=weeks)
    assert people >= scale.fewest

    write(seed, scale, tmp_path)

    assert len(list(tmp_path.rglob("*.jsonl"))) == groups


def test_a_platform_never_tells_of_a_namesake_without_an_id():
    """Who bears a name with others is in no notice, which names people without their ids."""
    (chapter,) = chapters(3, Scale(people=300))
    for group in chapter.groups():
        notices = [t for t, who in zip(group.rows.text, group.rows.who, strict=True) if who < 0]
        assert not [text for text in notices if f"“{NAMESAKE}”" in text]


def test_an_answer_points_back_to_an_earlier_message_of_the_same_group():
    (chapter,) = chapters(7, SMALL)
    for group in chapter.groups():
        for row, parent in enumerate(group.rows.parent):
            assert parent < row
