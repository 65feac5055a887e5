"""The chat services by slug: what they are called, and which sign stands for them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Platform:
    """A chat service. ``icon`` names a drawing of the interface's icon set."""

    en: str
    zh_hans: str
    zh_hant: str
    icon: str

    def name(self, language: str) -> str:
        """Return the name in a language of the interface ("en", "zh-hans", "zh-hant")."""
        return {"zh-hans": self.zh_hans, "zh-hant": self.zh_hant}.get(language, self.en)


_SAME = {
    "telegram": ("Telegram", "brand-telegram"),
    "discord": ("Discord", "brand-discord"),
    "slack": ("Slack", "brand-slack"),
    "matrix": ("Matrix", "brand-matrix"),
    "zulip": ("Zulip", "messages"),
    "discourse": ("Discourse", "messages"),
    "whatsapp": ("WhatsApp", "brand-whatsapp"),
    "qq": ("QQ", "brand-qq"),
    "line": ("LINE", "message-2"),
    "signal": ("Signal", "message-2"),
    "messenger": ("Messenger", "message-2"),
    "instagram": ("Instagram", "message-2"),
}
_PLATFORMS = {
    **{slug: Platform(name, name, name, icon) for slug, (name, icon) in _SAME.items()},
    "wechat": Platform("WeChat", "微信", "微信", "brand-wechat"),
    "wecom": Platform("WeCom", "企业微信", "企業微信", "message-2"),
    "irc": Platform("IRC", "IRC", "IRC", "message-circle"),
    "forum": Platform("Forum", "论坛", "論壇", "messages"),
    "mail": Platform("Mailing list", "邮件列表", "郵件列表", "mail"),
    "events": Platform("Events", "事件表", "事件表", "table"),
    "table": Platform("Table", "表格", "表格", "table"),
}


def platform(slug: str) -> Platform:
    """Return what is known of a chat service; an unknown one is called by its slug."""
    return _PLATFORMS.get(slug) or Platform(slug, slug, slug, "message-2")
