"""Numbers grouped by three as in the pictures: Django groups Chinese by four."""

NUMBER_GROUPING = 3
