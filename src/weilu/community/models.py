"""Communities and who is in them. Facts (messages, joins) live in the warehouse."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from weilu.access.models import Operator


class CommunityQuerySet(models.QuerySet["Community"]):
    def for_operator(self, operator: "Operator") -> "CommunityQuerySet":
        """Return the communities in which ``operator`` has a role; nothing else exists for them."""
        return self.filter(roles__operator=operator).distinct()


class Community(models.Model):
    """What one team runs (社群): a purpose and its groups. Not a chat room."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    timezone = models.CharField(_("time zone"), max_length=60, default="Asia/Shanghai")
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")

    def __str__(self) -> str:
        return self.name


class OperatorRole(models.Model):
    """What one operator may do in one community (权限)."""

    class Kind(models.TextChoices):
        OWNER = "owner", _("Owner")
        ADMIN = "admin", _("Admin")
        EDITOR = "editor", _("Editor")
        ANALYST = "analyst", _("Analyst")
        VIEWER = "viewer", _("Viewer")

    community = models.ForeignKey(Community, models.CASCADE, related_name="roles")
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="community_roles",
        verbose_name=_("operator"),
    )
    kind = models.CharField(_("role"), max_length=8, choices=Kind, default=Kind.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("role")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "operator"], name="operator_has_one_role_in_a_community"
            ),
        ]

    def __str__(self) -> str:
        return str(self.operator)


class Invitation(models.Model):
    """An offer to join a community's team, open to whoever holds its link and its address."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("email"))
    kind = models.CharField(
        _("role"), max_length=8, choices=OperatorRole.Kind, default=OperatorRole.Kind.VIEWER
    )
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "email"],
                condition=Q(accepted_at=None),
                name="one_open_invitation_for_an_address",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="invitation_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Group(models.Model):
    """One chat room on one platform (群)."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="groups")
    platform = models.CharField(max_length=20)  # the connector's slug: telegram, wechat …
    ref = models.CharField(
        max_length=200
    )  # the platform's id; made from the name where it has none
    name = models.CharField(_("name"), max_length=200)
    timezone = models.CharField(_("time zone"), max_length=60, blank=True)  # "" = the community's
    founded_at = models.DateTimeField(null=True, blank=True)
    is_staff_room = models.BooleanField(
        _("staff only"), default=False, help_text=_("Not counted in the community's numbers.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "platform", "ref"], name="group_is_known_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone_name(self) -> str:
        return self.timezone or self.community.timezone


class PersonQuerySet(models.QuerySet["Person"]):
    def themselves(self) -> "PersonQuerySet":
        """Return the people who are merged into nobody."""
        return self.filter(merged_into=None)


class Person(models.Model):
    """A human in a community (人), with one or more accounts."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=200)
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("Works for the community; counted apart.")
    )
    # Set while the person is merged into another; the row stays, to be split off again.
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="absorbed"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """One identity on one platform (账号)."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="accounts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="accounts")
    # Whose the account was before any merge; null while it is that person's.
    origin = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="original_accounts"
    )
    platform = models.CharField(max_length=20)
    ref = models.CharField(max_length=200)
    name = models.CharField(_("name"), max_length=200)
    is_bot = models.BooleanField(_("bot"), default=False)
    created_by_import = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "platform", "ref"], name="account_is_known_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One stay of one account in one group, from joining to leaving (在群期)."""

    class Role(models.TextChoices):
        OWNER = "owner", pgettext_lazy("in a group", "Owner")
        ADMIN = "admin", pgettext_lazy("in a group", "Admin")
        CORE = "core", _("Core member")
        MEMBER = "member", _("Member")

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    invited_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    channel = models.CharField(max_length=60, blank=True)
    joined_at = models.DateTimeField()
    join_recorded = models.BooleanField(default=False)  # False: the first message stands for it
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "account"],
                condition=Q(left_at=None),
                name="membership_one_open_stay",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
                name="membership_leaves_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} in {self.group}"


class Merge(models.Model):
    """One person merged into another by an operator, and whether that still stands (合并)."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="merges")
    source = models.ForeignKey(Person, models.CASCADE, related_name="merges_away")
    target = models.ForeignKey(Person, models.CASCADE, related_name="merges_here")
    accounts = models.JSONField(default=list)  # ids of those that moved
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(undone_at=None),
                name="person_is_merged_into_one_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="merge_is_of_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class Suggestion(models.Model):
    """Two accounts that may be one person, with what speaks for and against it."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("One person")
        REFUSED = "refused", _("Two people")

    community = models.ForeignKey(Community, models.CASCADE, related_name="suggestions")
    one = models.ForeignKey(Account, models.CASCADE, related_name="+")
    other = models.ForeignKey(Account, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    points = models.IntegerField(default=0)
    evidence = models.JSONField(default=list)  # [code, points, facts] of each
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("suggestion")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="pair_is_suggested_once"),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="suggestion_names_the_older_account_first"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "-points"], name="suggestion_by_strength")
        ]

    def __str__(self) -> str:
        return f"{self.one_id} = {self.other_id}?"
