"""Real installations for tests: a home, a database, and processes of the command weilu."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent


class Installation:
    """A home and a database of their own, run by real processes of the command weilu."""

    def __init__(self, home: Path, database_url: str) -> None:
        self.home = home
        self.database_url = database_url
        self.environment = {
            **os.environ,
            "WEILU_HOME": str(home),
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "weilu.site.settings",
            "PYTHONPATH": str(ROOT),
            "WEILU_LANGUAGE": "en",
            "WEILU_LEASE_SECONDS": "2",
            "STARTED_FILE": str(home / "started"),
        }

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [Path(sys.executable).with_name("weilu"), *arguments],
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def shell(self, code: str) -> str:
        """Run Python inside the installation and return what it prints."""
        done = self.run("shell", "-v0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, sql: str) -> list[tuple]:
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(sql).fetchall()
        connection = sqlite3.connect(self.home / "weilu.sqlite3", timeout=20)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def count(self, table: str) -> int:
        return self.rows(f"SELECT count(*) FROM {table}")[0][0]


class Cluster:
    """Where new databases come from: files, or the PostgreSQL that the suite runs on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server_url = os.environ.get("DATABASE_URL", "")
        self.made = 0

    def empty(self) -> Installation:
        return Installation(self._home(), self._database("template1"))

    def copy(self, of: Installation) -> Installation:
        home = self._home()
        shutil.copytree(of.home, home, dirs_exist_ok=True)
        name = urlsplit(of.database_url).path.lstrip("/")
        url = self._database(name)
        if url:
            # The mark names the database; this one has the same tables under another name.
            (home / "prepared").unlink()
        return Installation(home, url)

    def _home(self) -> Path:
        self.made += 1
        home = self.folder / f"home-{self.made}"
        home.mkdir()
        return home

    def _database(self, template: str) -> str:
        if not self.server_url:
            return ""
        name = f"weilu_{os.getpid()}_{self.made}"
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return urlsplit(self.server_url)._replace(path=f"/{name}").geturl()
