"""Reads the archive of a mailing list."""

from collections.abc import Iterator

from weilu.connect.batches import EARLIEST_US, LATEST_US, Batch, Clock, UnreadableReason
from weilu.connect.builder import BatchBuilder, Refs
from weilu.connect.decoding import undecoded
from weilu.connect.errors import foreign
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source, head
from weilu.connectors.mbox import headers
from weilu.connectors.mbox.bodies import body_text, own_words
from weilu.connectors.mbox.letters import SEPARATOR, Letter, Letters

_ENDINGS = (".mbox", ".mbx", ".mail", ".txt")
#: More words than a person writes; what is longer is an attachment in the text.
_MOST_WORDS = 200_000
#: Ids that are watched for letters that share one; of those beyond, the first counts unsaid.
_MOST_IDS = 500_000


class MboxImporter(Importer):
    slug = "mbox"
    platform = "mail"
    clock = Clock.UTC

    def recognise(self, source: Source) -> Match:
        files = mail_files(undecoded(source))
        return Match(certainty=0.95 if files else 0, group_name=_stem(files[0]) if files else "")

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        source = undecoded(source)
        files = mail_files(source)
        if not files:
            raise foreign(source.name)
        builder = BatchBuilder()
        ids: dict[int, int] = {}
        before = 0
        for name in files:
            teller = _Archive(builder, reading.group_name or _stem(name) or name, ids)
            with source.open(name) as file:
                letters = Letters(file)
                for letter in letters:
                    reason = teller.tell(letter)
                    if reason:
                        shown = letter.raw[:200].decode("utf-8", "replace")
                        builder.unreadable(f"{name} letter {letter.number}", reason, shown)
                    if builder.is_full:
                        yield builder.take(before + letters.bytes_read)
            before += source.size(name)
        if not builder.is_empty:
            yield builder.take(before)


def mail_files(source: Source) -> list[str]:
    names = source.names()
    return [
        name
        for name in names
        if len(names) == 1 or name.lower().endswith(_ENDINGS)
        if _is_mbox(head(source, name, 16_384))
    ]


def _is_mbox(sample: bytes) -> bool:
    sample = sample.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    found = SEPARATOR.match(sample)
    return found is not None and b"from" in headers.fields(sample[found.end() :][:8192])


def _stem(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0]


class _Archive:
    """Tells the letters of one file."""

    def __init__(self, builder: BatchBuilder, name: str, ids: dict[int, int]) -> None:
        self._builder = builder
        self._ids = ids  # hash of what was said, by that of group and id
        self._name = name
        self._refs = Refs()
        self._told = ""

    def tell(self, letter: Letter) -> UnreadableReason | None:
        raw = letter.raw
        if b"\r\n" in raw:
            raw = raw.replace(b"\r\n", b"\n")
        separator, _, content = raw.lstrip(b"\n").partition(b"\n")
        if not separator.startswith(b"From "):
            return UnreadableReason.BROKEN
        top, gap, body = content.partition(b"\n\n")
        fields = headers.fields(top)
        sent_us = headers.moment(fields.get(b"date", b""), separator)
        if sent_us is None or not EARLIEST_US < sent_us < LATEST_US:
            return UnreadableReason.NO_TIME
        author = headers.person(fields.get(b"from", b""))
        if author is None:
            return UnreadableReason.NO_AUTHOR
        text = own_words(body_text(fields, body)) if gap else ""
        return self._message(fields, author, sent_us, text[:_MOST_WORDS])

    def _message(
        self, fields: dict[bytes, bytes], author: headers.Person, sent_us: int, text: str
    ) -> UnreadableReason | None:
        found = headers.list_of(fields[b"list-id"]) if b"list-id" in fields else None
        group, name = found or (self._name, self._name)
        own = headers.ids(fields.get(b"message-id", b""))
        if own and self._is_taken(f"{group}\0{headers.hashed(own[0])}", f"{author.ref}\0{text}"):
            return UnreadableReason.SAME_ID
        if group != self._told:
            self._told = group
            self._builder.group(group, name)
        self._builder.account(author.ref, author.name)
        above = headers.ids(fields.get(b"references", b""))
        answered = headers.ids(fields.get(b"in-reply-to", b""))[:1] or above[-1:]
        thread = above[:1] or answered
        title = headers.subject(fields.get(b"subject", b"")) if not answered else ""
        if title:
            text = f"{title}\n{text}".strip()
        self._builder.message(
            group_ref=group,
            message_ref=headers.hashed(own[0])
            if own
            else self._refs.ref(group, author.ref, sent_us, text),
            author_ref=author.ref,
            sent_us=sent_us,
            reply_to_ref=headers.hashed(answered[0]) if answered else None,
            thread_ref=headers.hashed(thread[0]) if thread else None,
            text=text or None,
        )
        return None

    def _is_taken(self, own: str, said: str) -> bool:
        """Tell whether an earlier letter has this id and says something else.

        A forged or careless id would hide a letter behind another: it is listed instead. The
        same letter twice is no news.
        """
        known = self._ids.get(hash(own))
        if known is None and len(self._ids) < _MOST_IDS:
            self._ids[hash(own)] = hash(said)
        return known is not None and known != hash(said)
