"""What can keep the demo from being filled in."""

from weilu.kernel.errors import WeiluError, gettext_noop


class DemoNameTaken(WeiluError):
    code = "demo.name_taken"
    sentence = gettext_noop("The address %(slug)s belongs to a community that is not the demo.")
    remedy = gettext_noop("Set WEILU_HOME to another folder and fill in the demo there.")
