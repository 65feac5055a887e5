"""A PostgreSQL of the tests' own: on loopback, in a temporary folder, gone when they end."""

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
#: Nothing here must survive a power cut, so nothing waits for the disk.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


class NoPostgres(RuntimeError):
    """This machine has no PostgreSQL to test on (Debian: apt-get install postgresql)."""


class Postgres:
    """One private server. It refuses to run as root, so then it runs as the user postgres."""

    def __init__(self) -> None:
        self._user = "postgres" if os.getuid() == 0 else None
        self._bin = _newest_binaries()
        self._folder = Path(tempfile.mkdtemp(prefix="weilu-pg-"))
        self.port = _free_port()
        if self._user:
            owner = pwd.getpwnam(self._user)
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", str(self._data), "-U", "weilu", "-A", "trust", "--no-sync")
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://weilu@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = [part for setting in QUICK for part in ("-c", setting)]
        self._server = subprocess.Popen(
            [self._bin / "postgres", "-D", self._data, "-p", str(self.port), "-k", self._folder]
            + ["-c", "listen_addresses=127.0.0.1", *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self._user,
            preexec_fn=_die_with_parent,
        )
        for _ in range(200):
            ready = [self._bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
            if subprocess.run(ready, check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise NoPostgres("The tests' own PostgreSQL did not start.")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT at once but cleanly, SIGQUIT as a crash."""
        if self._server is not None:
            self._server.send_signal(how)
            self._server.wait(20)
            self._server = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._bin / program, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            user=self._user,
            cwd=self._folder,
        )


def _newest_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    if initdb is None:
        raise NoPostgres(NoPostgres.__doc__)
    return Path(initdb).resolve().parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def start_for_this_run() -> str:
    """Start a server that ends with this process, and return its address."""
    server = Postgres()
    atexit.register(server.remove)
    server.start()
    return server.url()
