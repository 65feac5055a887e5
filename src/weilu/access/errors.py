"""What can go wrong at the door."""

from weilu.kernel.errors import WeiluError, gettext_noop


class LinkSpent(WeiluError):
    code = "access.link_spent"
    sentence = gettext_noop("This sign-in link was used before, or its fifteen minutes are over.")
    remedy = gettext_noop("Make a new one with: weilu operator link EMAIL")


class OperatorExists(WeiluError):
    code = "access.operator_exists"
    sentence = gettext_noop("There is already an operator with the address %(email)s.")
    remedy = gettext_noop("Print a sign-in link for this operator: weilu operator link %(email)s")


class NoSuchOperator(WeiluError):
    code = "access.no_such_operator"
    sentence = gettext_noop("There is no operator with the address %(email)s.")
    remedy = gettext_noop("Add the operator with: weilu operator add %(email)s")


class BadAddress(WeiluError):
    code = "access.bad_address"
    sentence = gettext_noop("%(email)s is not an email address.")
    remedy = gettext_noop("Write it like name@example.org.")
