"""Which rows a query reads."""

#: People counted: neither bot nor staff.
PEOPLE = "NOT is_bot AND NOT is_staff"


def of_group(group_id: int | None) -> str:
    """Return the condition that keeps the rows of one group; of all groups for 0 or None.

    The number stands in the text, not in a parameter: so the files and row groups of other
    groups are skipped, which a parameter does not do.
    """
    return f"group_id = {int(group_id)}" if group_id else "true"
