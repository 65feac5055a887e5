"""How hard the property tests try: ``WEILU_TEST_EFFORT=10 pytest …`` tries ten times as much."""

import os

_FACTOR = int(os.environ.get("WEILU_TEST_EFFORT", "1"))


def examples(usual: int) -> int:
    return usual * _FACTOR
