import pytest
from django.core.management.base import CommandError

from weilu.jobs.errors import NoSuchJob
from weilu.jobs.management.commands.jobs import Command
from weilu.site import cli
from weilu.site.languages import terminal_language


@pytest.fixture
def _prepared(monkeypatch):
    monkeypatch.setattr("weilu.site.prepare.prepare", lambda *_: None)


def test_the_overview_groups_every_command_of_weilu(capsys):
    assert cli.run([]) == 0

    shown = capsys.readouterr().out
    for name in cli.own_commands():
        assert f"\n  {name} " in shown
    assert shown.index("\nRun\n") < shown.index("\n  serve") < shown.index("\nLook after\n")


def test_every_command_stands_in_a_section():
    listed = {name for names in cli.SECTIONS.values() for name in names}

    assert cli.own_commands().keys() - listed == set()


def test_an_unknown_command_is_met_with_the_likely_one(capsys):
    assert cli.run(["docter"]) == 2

    assert capsys.readouterr().err == ("There is no command docter.\nDid you mean: weilu doctor\n")


@pytest.mark.usefixtures("_prepared")
def test_an_error_is_a_sentence_and_a_remedy_and_no_traceback(capsys, monkeypatch):
    monkeypatch.setenv("WEILU_LANGUAGE", "en")
    monkeypatch.setattr(Command, "handle", refuse(NoSuchJob(job=7)))

    assert cli.run(["jobs"]) == 1

    assert capsys.readouterr().err == (
        "There is no failed job 7.\nList the failed jobs with: weilu jobs --failed\n"
    )


@pytest.mark.usefixtures("_prepared")
def test_a_commands_own_refusal_is_one_sentence(capsys, monkeypatch):
    monkeypatch.setattr(Command, "handle", refuse(CommandError("Not like this.", returncode=3)))

    assert cli.run(["jobs"]) == 3

    assert capsys.readouterr().err == "Not like this.\n"


def test_an_option_that_is_not_understood_ends_with_two():
    with pytest.raises(SystemExit) as ended:
        cli.run(["version", "--nonsense"])

    assert ended.value.code == 2


def test_help_of_a_command_shows_only_its_own_options(capsys):
    with pytest.raises(SystemExit):
        cli.run(["jobs", "--help"])

    shown = capsys.readouterr().out
    assert "--failed" in shown
    assert "--pythonpath" not in shown


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-hant"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"WEILU_LANGUAGE": "zh-hant", "LANG": "C"}, "zh-hant"),
        ({}, "en"),
    ],
)
def test_the_terminal_speaks_its_users_language(environment, language):
    assert terminal_language(environment) == language


def refuse(error):
    def handle(self, *args, **options):
        raise error

    return handle
