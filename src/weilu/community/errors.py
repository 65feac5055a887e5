"""What can go wrong in a team."""

from weilu.kernel.errors import WeiluError, gettext_noop


class NoSuchCommunity(WeiluError):
    code = "community.unknown"
    sentence = gettext_noop("There is no community %(slug)s.")
    remedy = gettext_noop("List the communities with: weilu groups")


class SlugTaken(WeiluError):
    code = "community.slug_taken"
    sentence = gettext_noop("The address %(slug)s belongs to another community.")
    remedy = gettext_noop("Choose another short name for the address.")


class UnknownZone(WeiluError):
    code = "community.unknown_zone"
    sentence = gettext_noop("%(zone)s is not a time zone.")
    remedy = gettext_noop("Choose one from the list, for example Asia/Shanghai.")


class LastOwner(WeiluError):
    code = "community.last_owner"
    sentence = gettext_noop("%(operator)s is the last owner of %(community)s.")
    remedy = gettext_noop("Make somebody else an owner first.")


class NotYours(WeiluError):
    code = "community.not_yours"
    sentence = gettext_noop("Only an owner can give or take the role of owner.")
    remedy = gettext_noop("Ask an owner of the community.")


class AlreadyInTeam(WeiluError):
    code = "community.already_in_team"
    sentence = gettext_noop("%(email)s already belongs to the team.")
    remedy = gettext_noop("Change the role in the list of the team.")


class InvitationSpent(WeiluError):
    code = "community.invitation_spent"
    sentence = gettext_noop("This invitation was used, withdrawn, or its seven days are over.")
    remedy = gettext_noop("Ask whoever invited you for a new one.")


class NotForYou(WeiluError):
    code = "community.not_for_you"
    sentence = gettext_noop("This invitation is for %(email)s.")
    remedy = gettext_noop("Sign out, then open the link again.")
