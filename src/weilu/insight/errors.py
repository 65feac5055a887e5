from weilu.kernel.errors import WeiluError, gettext_noop


class NoSuchCommunity(WeiluError):
    code = "insight.no_such_community"
    sentence = gettext_noop("There is no community %(community)s.")
    remedy = gettext_noop("List them with: weilu groups")


class NoSuchGroup(WeiluError):
    code = "insight.no_such_group"
    sentence = gettext_noop("%(community)s has no group %(group)s.")
    remedy = gettext_noop("List its groups with: weilu groups --community %(community)s")


class NothingToReport(WeiluError):
    code = "insight.nothing_to_report"
    sentence = gettext_noop("%(community)s has no messages yet.")
    remedy = gettext_noop("Bring its history in: weilu import PATH --community %(community)s")
