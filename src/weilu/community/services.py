"""Acts around communities and their teams."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from weilu.access import audit
from weilu.access.models import Operator
from weilu.access.services import add_operator
from weilu.access.tokens import Token, digest_of
from weilu.community import handlers, zones
from weilu.community.errors import (
    AlreadyInTeam,
    InvitationSpent,
    LastOwner,
    NoSuchCommunity,
    NotForYou,
    NotYours,
    SlugTaken,
    UnknownZone,
)
from weilu.community.models import Community, Invitation, OperatorRole

INVITATION_LIFE = timedelta(days=7)
Kind = OperatorRole.Kind
_INVITING = frozenset({Kind.OWNER, Kind.ADMIN})


def community_by_slug(slug: str) -> Community:
    found = find_community(slug)
    if found is None:
        raise NoSuchCommunity(slug=slug)
    return found


def find_community(told: str) -> Community | None:
    """Find a community by its slug, or by its name where only one is called so.

    A name in Chinese is what an operator types; the slug of such a community is made up.
    """
    by_slug: Community | None = Community.objects.filter(slug=told).first()
    called = list(Community.objects.filter(name=told)[:2])
    return by_slug or (called[0] if len(called) == 1 else None)


@transaction.atomic
def create_community(
    *,
    name: str,
    slug: str = "",
    timezone: str = "Asia/Shanghai",
    owner: Operator | None = None,
    is_demo: bool = False,
) -> Community:
    """Make a community and its owner.

    Without one, all who look after the installation own it: somebody must be able to open it.
    """
    if timezone not in zones.names():
        raise UnknownZone(zone=timezone)
    slug = slugify(slug or name)[:60] or _free_slug()
    if Community.objects.filter(slug=slug).exists():
        raise SlugTaken(slug=slug)
    community = Community.objects.create(name=name, slug=slug, timezone=timezone, is_demo=is_demo)
    owners = [owner] if owner else Operator.objects.filter(runs_installation=True, is_active=True)
    for operator in owners:
        give_role(community=community, operator=operator, kind=Kind.OWNER)
    return community


def _free_slug() -> str:
    """Return community-1, community-2 …: a name in Chinese gives no address by itself."""
    number = Community.objects.count() + 1
    while Community.objects.filter(slug=f"community-{number}").exists():
        number += 1
    return f"community-{number}"


@transaction.atomic
def adopt_ownerless(operator: Operator) -> int:
    """Make ``operator`` owner of communities that nobody can open; returns how many."""
    alone = list(Community.objects.filter(roles=None))
    for community in alone:
        give_role(community=community, operator=operator, kind=Kind.OWNER)
    return len(alone)


@transaction.atomic
def change_settings(community: Community, *, name: str, timezone: str) -> None:
    """Rename, or move to another time zone: facts stay, local days are computed anew."""
    if timezone not in zones.names():
        raise UnknownZone(zone=timezone)
    moves = timezone != community.timezone
    community.name, community.timezone = name, timezone
    community.save(update_fields=["name", "timezone"])
    if moves:
        transaction.on_commit(lambda: handlers.zone_changed(community))


@transaction.atomic
def give_role(*, community: Community, operator: Operator, kind: str) -> OperatorRole:
    """Give a role without asking anybody: for the command line, the demo and invitations."""
    role, is_new = OperatorRole.objects.get_or_create(
        community=community, operator=operator, defaults={"kind": kind}
    )
    if is_new:
        audit.record("joined_team", subject=role, actor=operator, facts={"kind": kind})
    elif role.kind != kind:
        role.kind = kind
        role.save(update_fields=["kind"])
    return role


@transaction.atomic
def change_role(role: OperatorRole, *, kind: str, by: OperatorRole) -> None:
    """Let ``by``, of the same team, give another role. Only owners make and unmake owners."""
    _check_power(role, by=by, gives=kind)
    if role.kind == Kind.OWNER and kind != Kind.OWNER:
        _keep_an_owner(role)
    role.kind = kind
    role.save(update_fields=["kind"])
    if kind not in _INVITING:
        _withdraw_those_of(role)


@transaction.atomic
def remove_role(role: OperatorRole, *, by: OperatorRole) -> None:
    """Take somebody out of the team. Everybody may leave; the last owner must stay."""
    if role.pk != by.pk:
        _check_power(role, by=by, gives=role.kind)
    if role.kind == Kind.OWNER:
        _keep_an_owner(role)
    _withdraw_those_of(role)
    role.delete()


def _withdraw_those_of(role: OperatorRole) -> None:
    """Close the invitations of somebody who may invite no more: one may lead back in."""
    role.community.invitations.filter(invited_by=role.operator, accepted_at=None).delete()


def may_leave(role: OperatorRole) -> bool:
    """Tell whether the team would still have an owner."""
    others = role.community.roles.filter(kind=Kind.OWNER).exclude(pk=role.pk)
    return role.kind != Kind.OWNER or others.exists()


def _check_power(role: OperatorRole, *, by: OperatorRole, gives: str) -> None:
    if Kind.OWNER in {role.kind, gives} and by.kind != Kind.OWNER:
        raise NotYours


def _keep_an_owner(role: OperatorRole) -> None:
    """Refuse when no other owner is left; the lock makes two owners who leave take turns."""
    owners = OperatorRole.objects.select_for_update().filter(
        community=role.community, kind=Kind.OWNER
    )
    if not [owner for owner in owners if owner.pk != role.pk]:
        raise LastOwner(operator=role.operator, community=role.community)


@transaction.atomic
def invite(*, community: Community, email: str, kind: str, by: OperatorRole) -> str:
    """Send an invitation and return its address, which is shown once and stored nowhere.

    An open invitation for the same address is replaced, so its old link stops working.
    """
    email = email.strip().lower()
    if kind == Kind.OWNER and by.kind != Kind.OWNER:
        raise NotYours
    if community.roles.filter(operator__email=email).exists():
        raise AlreadyInTeam(email=email)
    community.invitations.filter(email=email, accepted_at=None).delete()
    token, now = Token.new(), timezone.now()
    Invitation.objects.create(
        community=community,
        email=email,
        kind=kind,
        digest=token.digest,
        invited_by=by.operator,
        created_at=now,
        expires_at=now + INVITATION_LIFE,
    )
    address = settings.WEILU_URL + reverse("invitation", args=[token.secret])
    transaction.on_commit(lambda: _mail(community, email=email, by=by.operator, address=address))
    return address


def _mail(community: Community, *, email: str, by: Operator, address: str) -> None:
    """Write in the inviter's language; a mail server that refuses must not undo the invitation."""
    with override(by.language or settings.LANGUAGE_CODE):
        facts = {"community": community, "by": by, "address": address}
        send_mail(
            _("%(by)s invites you to %(community)s") % {"by": by, "community": community},
            render_to_string("community/email/invitation.txt", facts),
            None,
            [email],
            fail_silently=True,
        )


def withdraw(invitation: Invitation) -> None:
    invitation.delete()


def open_invitation(secret: str) -> Invitation:
    found = (
        Invitation.objects.select_related("community", "invited_by")
        .filter(digest=digest_of(secret), accepted_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if found is None:
        raise InvitationSpent
    return found


@transaction.atomic
def accept(secret: str, *, operator: Operator) -> OperatorRole:
    """Take the role that was offered; of two requests with the same link one wins."""
    invitation = open_invitation(secret)
    if operator.email != invitation.email:
        raise NotForYou(email=invitation.email)
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None)
    if not taken.update(accepted_at=timezone.now()):
        raise InvitationSpent
    mine = invitation.community.roles.filter(operator=operator).first()
    if mine is not None:
        return mine  # given meanwhile by another way: an old offer takes nothing away
    return give_role(community=invitation.community, operator=operator, kind=invitation.kind)


@transaction.atomic
def accept_as_newcomer(secret: str, *, name: str, password: str) -> Operator:
    """Make the operator whom the invitation names, with the role it offers."""
    invitation = open_invitation(secret)
    operator = add_operator(email=invitation.email, name=name, password=password)
    accept(secret, operator=operator)
    return operator
