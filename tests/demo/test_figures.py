"""Each figure that is told of the club holds: counts exactly, "about" within two percent."""

import pytest
from tests.demo import figures


@pytest.mark.parametrize(
    "figure", [pytest.param(f, id=f"{f.part}-{f.words}") for f in figures.FIGURES]
)
def test_a_figure_is_as_it_is_told(truth, figure):
    assert abs(figure.measure(truth) - figure.told) <= figure.bound + 1e-9


def test_the_list_in_the_documentation_is_what_the_club_says(truth):
    assert figures.written() == figures.table(truth), "python -m tests.demo.figures FOLDER"
