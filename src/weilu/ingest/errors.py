"""What can keep history from coming in."""

from weilu.kernel.errors import WeiluError, gettext_noop


class NoSuchGroupInFile(WeiluError):
    code = "ingest.no_such_group"
    sentence = gettext_noop("%(file)s holds no group called %(group)s. It holds: %(found)s.")
    remedy = gettext_noop("Choose one of these names, or leave the name out to import all groups.")


class NothingChosen(WeiluError):
    code = "ingest.nothing_chosen"
    sentence = gettext_noop("No group of %(file)s was chosen, so nothing was imported.")
    remedy = gettext_noop("Private chats come in only when they are chosen by name.")


class OnlyPrivateChats(WeiluError):
    code = "ingest.only_private_chats"
    sentence = gettext_noop("%(file)s holds private chats only: %(found)s.")
    remedy = gettext_noop("Private chats come in only by name: tick one, or give --group NAME.")


class UnknownZone(WeiluError):
    code = "ingest.unknown_zone"
    sentence = gettext_noop("There is no time zone called %(zone)s.")
    remedy = gettext_noop("Name it like Asia/Shanghai or Europe/Berlin.")


class AlreadyRunning(WeiluError):
    code = "ingest.already_running"
    sentence = gettext_noop("Another process is just importing %(file)s.")
    remedy = gettext_noop("Wait until it has finished; nothing comes in twice.")


class NotThere(WeiluError):
    code = "ingest.not_there"
    sentence = gettext_noop("%(file)s is not there.")
    remedy = gettext_noop("Choose the file again. What was stored before is kept and not doubled.")


class UnknownFormat(WeiluError):
    code = "ingest.unknown_format"
    sentence = gettext_noop("Weilu knows no format called %(format)s. It reads: %(known)s.")
    remedy = gettext_noop("Leave the format out: Weilu recognises a file by its content.")


class NoSuchImport(WeiluError):
    code = "ingest.no_such_import"
    sentence = gettext_noop("There is no import number %(number)s.")
    remedy = gettext_noop("The page Import lists all imports of a community with their numbers.")


class NoSuchPerson(WeiluError):
    code = "ingest.no_such_person"
    sentence = gettext_noop("Nobody called %(person)s is in %(community)s.")
    remedy = gettext_noop("Give the whole name, the platform's id or the number of the person.")


class SeveralPeople(WeiluError):
    code = "ingest.several_people"
    sentence = gettext_noop("%(count)d people are called %(person)s: numbers %(numbers)s.")
    remedy = gettext_noop("Give the number of the one you mean.")


class OnePersonOnly(WeiluError):
    code = "ingest.one_person_only"
    sentence = gettext_noop("%(person)s cannot be merged with themselves.")
    remedy = gettext_noop("Choose another person: their name or their number.")


class MergedAlready(WeiluError):
    code = "ingest.merged_already"
    sentence = gettext_noop("%(person)s is already merged into another person.")
    remedy = gettext_noop(
        "Open the person they belong to, or split them first under People, Same person."
    )


class StaffAndMember(WeiluError):
    code = "ingest.staff_and_member"
    sentence = gettext_noop("%(staff)s is marked as staff, %(member)s is not.")
    remedy = gettext_noop("Mark both as staff or neither, on the page of an import; then merge.")


class SplitAlready(WeiluError):
    code = "ingest.split_already"
    sentence = gettext_noop("%(person)s was already split off again.")
    remedy = gettext_noop("Reload the page to see how things stand.")


class CannotExport(WeiluError):
    code = "ingest.cannot_export"
    sentence = gettext_noop("%(file)s names no format that Weilu writes.")
    remedy = gettext_noop("End the name with one of: %(endings)s.")


class TooLarge(WeiluError):
    code = "ingest.too_large"
    sentence = gettext_noop("%(file)s is larger than %(limit)d MB.")
    remedy = gettext_noop("Import it on the server: weilu import PATH --community SLUG")


class WrongPlace(WeiluError):
    code = "ingest.wrong_place"
    sentence = gettext_noop(
        "A piece of %(file)s arrived for byte %(offset)d; %(received)d bytes are here."
    )
    remedy = gettext_noop("Choose the file again; the upload goes on where it stopped.")


class NothingSent(WeiluError):
    code = "ingest.nothing_sent"
    sentence = gettext_noop("No file was chosen.")
    remedy = gettext_noop("Choose the file or the zip that the platform or a tool wrote.")


class NotWaiting(WeiluError):
    code = "ingest.not_waiting"
    sentence = gettext_noop("The import of %(file)s no longer waits for a choice.")
    remedy = gettext_noop("Open the import again to see how far it is.")


class NoTimeColumn(WeiluError):
    code = "ingest.no_time_column"
    sentence = gettext_noop(
        "No column of %(file)s is chosen as the time. Its columns: %(columns)s."
    )
    remedy = gettext_noop("Choose the column that says when a message was sent (--columns time=…).")


class NoAuthorColumn(WeiluError):
    code = "ingest.no_author_column"
    sentence = gettext_noop(
        "No column of %(file)s is chosen as the author. Its columns: %(columns)s."
    )
    remedy = gettext_noop("Choose the column that says who wrote a message (--columns author=…).")


class ColumnTwice(WeiluError):
    code = "ingest.column_twice"
    sentence = gettext_noop("Several columns of %(file)s are chosen for one thing: %(columns)s.")
    remedy = gettext_noop("Leave it with one of them, and let the others be ignored.")


class UnknownColumn(WeiluError):
    code = "ingest.unknown_column"
    sentence = gettext_noop("%(file)s has no column %(column)s. Its columns: %(columns)s.")
    remedy = gettext_noop("Give a name as it stands in the header, or the number before it.")


class UnknownRole(WeiluError):
    code = "ingest.unknown_role"
    sentence = gettext_noop("No column can be %(role)s.")
    remedy = gettext_noop(
        "Write it like --columns time=2,author=3,text=4. What columns can be: %(known)s."
    )


class UnknownSheet(WeiluError):
    code = "ingest.unknown_sheet"
    sentence = gettext_noop("%(file)s has no table called %(sheet)s. It has: %(known)s.")
    remedy = gettext_noop("Give one of these names, or leave --sheet out.")


class DoubtfulDates(WeiluError):
    code = "ingest.doubtful_dates"
    sentence = gettext_noop("The dates of %(file)s can be read two ways: %(example)s.")
    remedy = gettext_noop("Say which number is the day: dates=dmy or dates=mdy in --columns.")


class UnsureColumns(WeiluError):
    code = "ingest.unsure_columns"
    sentence = gettext_noop(
        "Weilu is not sure what the columns of %(file)s are. Its columns: %(columns)s."
    )
    remedy = gettext_noop("Say it by names or numbers, for example: --columns %(guess)s")


class NothingReadable(WeiluError):
    code = "ingest.nothing_readable"
    sentence = gettext_noop(
        "With these columns none of the first %(rows)d rows of %(file)s can be read."
    )
    remedy = gettext_noop("Choose other columns: that of the time must hold dates or times.")


class Unexpected(WeiluError):
    """An error of the program, not of the file: shown with the import, logged in full."""

    code = "ingest.unexpected"
    sentence = gettext_noop("Reading %(file)s broke off by an error in Weilu itself (%(kind)s).")
    remedy = gettext_noop(
        "What is stored is safe; going on repeats nothing. If it happens again, please report it."
    )
