"""Who is behind a nick, while people change theirs."""


class Nicks:
    """Keeps a person one through changes of nick: their first nick is their id.

    When somebody else takes a nick whose first bearer is still here under another one, they
    get an id of their own.
    """

    def __init__(self) -> None:
        self._bearers: dict[str, str] = {}  # nick -> ref
        self._present: dict[str, str] = {}  # ref -> the nick it bears now

    def ref(self, nick: str) -> str:
        found = self._bearers.get(nick)
        if found is None:
            found = nick
            number = 1
            while self._present.get(found, nick) != nick:
                number += 1
                found = f"{nick} ({number})"
            self._bearers[nick] = found
            self._present[found] = nick
        return found

    def rename(self, old: str, new: str) -> str:
        """Give the bearer of ``old`` the nick ``new``."""
        ref = self.ref(old)
        del self._bearers[old]
        self._bearers[new] = ref
        self._present[ref] = new
        return ref

    def gone(self, nick: str) -> str:
        """Somebody has left: under whichever of their nicks they come back, it is they."""
        ref = self.ref(nick)
        self._present.pop(ref, None)
        return ref

    def is_known(self, nick: str) -> bool:
        return nick in self._bearers
