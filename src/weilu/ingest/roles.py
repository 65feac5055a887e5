"""What a column can hold, in words."""

from django.utils.translation import gettext_lazy as _

from weilu.connect.columns import Role
from weilu.connect.dates import Order

ROLES = {
    Role.TIME: _("Time"),
    Role.DATE: _("Date"),
    Role.AUTHOR: _("Author"),
    Role.AUTHOR_ID: _("Id of the author"),
    Role.TEXT: _("Text"),
    Role.GROUP: _("Group"),
    Role.MESSAGE_ID: _("Id of the message"),
    Role.REPLY_TO: _("Id of the message it answers"),
}
ORDERS = {
    Order.DMY: _("The day comes first"),
    Order.MDY: _("The month comes first"),
    Order.YMD: _("The year comes first"),
}
