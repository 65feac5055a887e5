"""What can keep the demo from being filled in."""

from weilu.kernel.errors import WeiluError, gettext_noop


class DemoTooSmall(WeiluError):
    code = "demo.too_small"
    sentence = gettext_noop("%(people)d people are too few for %(groups)d groups of the demo.")
    remedy = gettext_noop("Give --people %(fewest)d or more.")


class DemoNameTaken(WeiluError):
    code = "demo.name_taken"
    sentence = gettext_noop("The address %(slug)s belongs to a community that is not the demo.")
    remedy = gettext_noop("Set WEILU_HOME to another folder and fill in the demo there.")
