"""What can go wrong with the record of facts, in sentences."""

from weilu.kernel.errors import WeiluError, gettext_noop


class WarehouseBusy(WeiluError):
    code = "warehouse.busy"
    sentence = gettext_noop("Another process has been writing %(table)s for %(seconds)d seconds.")
    remedy = gettext_noop("Wait for the import or the clean-up to end, then try again.")


class WarehouseFull(WeiluError):
    code = "warehouse.full"
    sentence = gettext_noop("There is no space left to store %(table)s. Nothing was lost.")
    remedy = gettext_noop("Free some space on the disk, then continue where it stopped.")


class WarehouseUnreadable(WeiluError):
    code = "warehouse.unreadable"
    sentence = gettext_noop("The table %(table)s cannot be read: %(reason)s")
    remedy = gettext_noop("Run “weilu doctor --warehouse”, or restore the last backup.")


class WrongShape(WeiluError):
    code = "warehouse.wrong_shape"
    sentence = gettext_noop("Rows for %(table)s do not have its shape: %(reason)s")
    remedy = gettext_noop("This is a fault of the program. Please report it with this sentence.")
