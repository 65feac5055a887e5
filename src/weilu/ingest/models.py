"""Imports: what was read from which file, how far it came, what could not be read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weilu.community.models import Account, Community, Group
from weilu.connect.errors import Preview


class Import(models.Model):
    """One file (folder, archive) of history brought into a community (导入)."""

    class State(models.TextChoices):
        COLUMNS = "columns", _("Waiting for the columns")
        SURVEYING = "surveying", _("Reading the file")
        ASKING = "asking", _("Waiting for its encoding")
        CHOOSING = "choosing", _("Waiting for your choice")
        RUNNING = "running", _("Importing")
        MEASURING = "measuring", _("Measuring")
        DONE = "done", _("Done")
        PAUSED = "paused", _("Paused")
        FAILED = "failed", _("Failed")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    class Origin(models.TextChoices):
        """Who says what the columns of a table hold."""

        CHOSEN = "chosen", _("as you chose")
        REMEMBERED = "remembered", _("as last time with this header")
        GUESSED = "guessed", _("as Weilu guessed")

    community = models.ForeignKey(Community, models.CASCADE, related_name="imports")
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    importer = models.CharField(max_length=20)  # slug of the importer
    platform = models.CharField(max_length=20)
    path = models.TextField()  # where the file lies; uploads lie below WEILU_HOME
    file_name = models.CharField(max_length=300)
    fingerprint = models.CharField(max_length=64)  # of the content, to resume and to recognise
    encoding = models.CharField(max_length=20, blank=True)  # chosen where the bytes do not tell
    has_wall_clock = models.BooleanField(default=False)  # the file does not say which zone
    timezone = models.CharField(max_length=60, blank=True)  # then the operator does
    columns = models.JSONField(null=True, blank=True)  # see weilu.ingest.columns; None: no table
    columns_from = models.CharField(max_length=10, choices=Origin, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.SURVEYING)
    group_name = models.CharField(max_length=200, blank=True)  # asked for by name
    suggested_name = models.CharField(max_length=200, blank=True)  # for a group without a name
    is_upload = models.BooleanField(default=False)  # the file is ours, and deleted afterwards
    batches_done = models.PositiveIntegerField(default=0)
    bytes_total = models.BigIntegerField(default=0)
    bytes_read = models.BigIntegerField(default=0)
    records = models.BigIntegerField(default=0)
    found_messages = models.BigIntegerField(default=0)  # readable ones of the chosen groups
    messages = models.BigIntegerField(default=0)  # newly stored
    repeated = models.BigIntegerField(default=0)  # stored before
    people = models.BigIntegerField(default=0)  # accounts seen in the file
    unreadable = models.BigIntegerField(default=0)
    unreadable_by_reason = models.JSONField(default=dict)
    first_us = models.BigIntegerField(null=True)
    last_us = models.BigIntegerField(null=True)
    hours = models.JSONField(default=list)  # 24 counts by the file's own clock
    error = models.JSONField(null=True, blank=True)  # code and facts of what went wrong
    seconds = models.FloatField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def share_read(self) -> int | None:
        """How much of the file has been read, in percent."""
        return min(100, 100 * self.bytes_read // self.bytes_total) if self.bytes_total else None

    @property
    def previews(self) -> list[Preview]:
        """How the file reads in the encodings that it may be in; [] unless that is asked."""
        facts: dict[str, list[Preview]] = (self.error or {}).get("facts", {})
        return facts.get("previews", [])

    @property
    def error_sentence(self) -> str:
        return gettext(self.error["sentence"]) % self.error["facts"] if self.error else ""

    @property
    def error_remedy(self) -> str:
        return gettext(self.error["remedy"]) % self.error["facts"] if self.error else ""


class ImportedGroup(models.Model):
    """One group found in a file, and where its messages go."""

    run = models.ForeignKey(Import, models.CASCADE, related_name="groups")
    ref = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    target = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="+")
    made_target = models.BooleanField(default=False)  # the target was made by this import
    is_private = models.BooleanField(default=False)  # a chat of two people
    is_matched = models.BooleanField(default=False)  # ids differ: known messages by their content
    is_chosen = models.BooleanField(default=True)
    doubt = models.CharField(max_length=40, blank=True)  # why it is not chosen by itself
    messages = models.BigIntegerField(default=0)
    known_messages = models.BigIntegerField(default=0)  # already in ``target``
    accounts = models.PositiveIntegerField(default=0)
    first_us = models.BigIntegerField(null=True)
    last_us = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("imported group")
        constraints = [
            models.UniqueConstraint(fields=["run", "ref"], name="group_is_found_once_in_a_file"),
        ]

    def __str__(self) -> str:
        return self.name


class ListedMember(models.Model):
    """An account that a file lists as being in a group, spoken or not."""

    run = models.ForeignKey(Import, models.CASCADE, related_name="listed")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    role = models.CharField(max_length=8)

    class Meta:
        verbose_name = _("listed member")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "group", "account"], name="member_is_listed_once_in_a_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} in {self.group}"


class UnreadableLine(models.Model):
    """One place of a file that could not be read; the rest was."""

    run = models.ForeignKey(Import, models.CASCADE, related_name="lines")
    place = models.CharField(max_length=200)
    reason = models.CharField(max_length=20)
    excerpt = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("unreadable line")

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class RememberedColumns(models.Model):
    """What the columns of tables with one header hold, as an operator of the community chose."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="remembered_columns")
    header = models.CharField(max_length=64)  # fingerprint of the names
    choice = models.JSONField()  # a weilu.connect.columns.Columns
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("remembered columns")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "header"], name="header_is_remembered_once_in_a_community"
            ),
        ]

    def __str__(self) -> str:
        return self.header


class Upload(models.Model):
    """A file on its way from the browser, in pieces; ``received`` says where to go on."""

    token = models.CharField(max_length=43, unique=True)  # also the name on disk
    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=300)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("upload")

    def __str__(self) -> str:
        return self.file_name
