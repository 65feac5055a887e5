"""E-mail addresses as ids of accounts, without keeping the address."""

import re
from hashlib import blake2b

_MANGLED = re.compile(r"\s+(?:at|AT|\(at\)|\[at\])\s+")


def address_ref(address: str) -> str:
    """Return the same 32 hexadecimal digits for each way an address is written.

    Mailing lists publish "user at host"; letters' case says nothing.
    """
    plain = _MANGLED.sub("@", address.strip(" <>\t")).lower().replace(" dot ", ".")
    return blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
