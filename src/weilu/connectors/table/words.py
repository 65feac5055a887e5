"""What the headers of columns are called, in the languages in which tables are made."""

import re
import tomllib
from importlib.resources import files

from weilu.connect.columns import Role, plain


def _roles() -> dict[str, Role]:
    text = files(__package__).joinpath("words.toml").read_text("utf-8")
    return {
        word: Role(role) for role, words in tomllib.loads(text).items() for word in words.split()
    }


_ROLES = _roles()
#: "time (UTC+8)", "内容【必填】": remarks that do not change what a column is.
_REMARK = re.compile(r"[(（\[【].*?[)）\]】]")


def role_of(name: str) -> Role | None:
    """Return what a header says that the column holds; None where it says nothing known."""
    word = re.sub(r"[\s_\-.:：/]+", "", _REMARK.sub("", plain(name)))
    return _ROLES.get(word)
