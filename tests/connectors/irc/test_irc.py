from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connectors.irc.importer import IrcImporter
from weilu.connectors.irc.nicks import Nicks
from weilu.kernel.time import from_us

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize(
    "file", ["#slowpages_20260302.log", "irssi.log", "irc.libera.#slowpages.weechatlog", "znc"]
)
def test_a_person_stays_one_through_changes_of_nick(file):
    found = read(IrcImporter(), FIXTURES / file)

    assert found.groups == {"#slowpages": "#slowpages"}
    assert {m["author_ref"] for m in found.messages} <= {"muba", "ayou", "zoe"}
    assert [m for m in found.moves if m["kind"] == "rename"]
    assert not found.unreadable


def test_a_new_bearer_of_a_nick_still_held_is_somebody_else():
    nicks = Nicks()
    first = nicks.ref("muba")
    nicks.rename("muba", "away")

    assert nicks.ref("away") == first
    assert nicks.ref("muba") == "muba (2)"


def test_lines_without_a_day_are_listed(tmp_path):
    log = tmp_path / "channel.log"
    log.write_text("[09:00] <muba> hello\n")

    assert read(IrcImporter(), log).unreadable == [("channel.log line 1", "no_time")]


def test_the_day_changes_with_its_line():
    found = read(IrcImporter(), FIXTURES / "irssi.log")

    assert [from_us(m["sent_us"]).day for m in found.messages] == [2, 2, 3, 3]
