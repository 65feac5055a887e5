import os
from pathlib import Path

from django.conf import settings


def test_a_test_never_sees_the_home_of_the_person_who_runs_it():
    assert Path(os.environ["WEILU_HOME"]).name.startswith("weilu-test-")
    assert Path(os.environ["WEILU_HOME"]) == settings.WEILU_HOME
