"""What can be wrong with a file as a whole."""

from typing import TypedDict

from weilu.kernel.errors import WeiluError, gettext_noop


class UnreadableExport(WeiluError):
    code = "connect.unreadable_export"
    sentence = gettext_noop("%(file)s is not an export that Weilu can read: %(why)s.")
    remedy = gettext_noop("Export the chat again and choose the file as the platform wrote it.")


class UnknownExport(WeiluError):
    code = "connect.unknown_export"
    sentence = gettext_noop("Weilu does not recognise %(file)s.")
    remedy = gettext_noop("The page Import lists the formats that are read and how to get them.")


class OldWorkbook(WeiluError):
    code = "connect.old_workbook"
    sentence = gettext_noop("%(file)s is an old workbook (.xls) or a locked one.")
    remedy = gettext_noop(
        "Open it in Excel, WPS or LibreOffice, save it as .xlsx without a password, "
        "and choose the new file."
    )


class Preview(TypedDict):
    """The first telling lines of a file as an encoding reads them."""

    encoding: str
    lines: list[str]


class UncertainEncoding(WeiluError):
    code = "connect.uncertain_encoding"
    sentence = gettext_noop("The bytes of %(file)s can be read in several ways: %(readings)s.")
    remedy = gettext_noop(
        "Say which of them reads right: on the page of the import, or with --encoding NAME."
    )

    def __init__(self, *, file: str, previews: list[Preview]) -> None:
        shown = [f"{p['encoding']} “{' / '.join(p['lines'][:2])}”" for p in previews]
        super().__init__(file=file, readings=", ".join(shown), previews=previews)
        self.previews = previews


class UnknownEncoding(WeiluError):
    code = "connect.unknown_encoding"
    sentence = gettext_noop("Weilu knows no encoding called %(encoding)s. It reads: %(known)s.")
    remedy = gettext_noop("Leave it out: Weilu asks only where the bytes do not tell it.")


class EmptyExport(WeiluError):
    code = "connect.empty_export"
    sentence = gettext_noop("%(file)s contains no messages.")
    remedy = gettext_noop("Check that the export finished and that the right chat was chosen.")


class UnsafeArchive(WeiluError):
    code = "connect.unsafe_archive"
    sentence = gettext_noop("%(file)s was refused: %(why)s.")
    remedy = gettext_noop("Unpack the archive yourself and import the folder or the file in it.")


def foreign(file: str) -> UnreadableExport:
    """Return what an importer raises that was given a file of another kind."""
    why = gettext_noop("nothing in it is written the way this platform writes")
    return UnreadableExport(file=file, why=why)
