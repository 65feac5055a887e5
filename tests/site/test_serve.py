"""The server as a whole: real processes on a free port."""

import os
import signal
import socket
import time
import urllib.request
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import psutil
import pytest


class Server:
    def __init__(self, installation, *arguments):
        self.port = free_port()
        self.process = installation.start(
            "serve", "--port", str(self.port), *arguments,
            DJANGO_SETTINGS_MODULE="tests.site.serving_settings",
        )  # fmt: skip
        self.said = []
        self.wait_for("Weilu is ready")

    def wait_for(self, words):
        while words not in (line := self.process.stdout.readline()):
            assert line, "".join(self.said) + self.process.stderr.read()
            self.said.append(line)
        self.said.append(line)
        return line

    def get(self, path="/health"):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10)

    def tree(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, word):
        return next(p for p in self.tree() if word in p.cmdline())


@contextmanager
def serving(installation, *arguments):
    server = Server(installation, *arguments)
    everything = [psutil.Process(server.process.pid), *server.tree()]
    try:
        yield server
    finally:
        for process in everything:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        server.process.communicate()


@pytest.fixture
def server(cluster, prepared):
    with serving(cluster.copy(prepared)) as running:
        yield running


def test_it_serves_pages_and_background_work(server):
    assert server.get().status == 200
    assert server.child("worker").is_running()


def test_sigterm_ends_everything_though_a_browser_listens_to_a_stream(server):
    tree = server.tree()
    with server.get("/endless") as listening:
        listening.readline()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(15)

    assert server.process.returncode == 0
    assert all_gone(tree)


def test_a_supervisor_that_is_killed_leaves_no_orphans(server):
    tree = server.tree()

    server.process.kill()

    assert len(tree) >= 3
    assert all_gone(tree)


def test_a_child_that_ends_is_started_again(server):
    worker = server.child("worker")

    worker.kill()
    said = server.wait_for("worker ended")

    assert "killed by SIGKILL" in said
    wait_until(lambda: any("worker" in p.cmdline() and p.pid != worker.pid for p in server.tree()))


def test_the_link_it_prints_signs_in(cluster, prepared):
    with serving(cluster.copy(prepared), "--open-link") as server:
        link = server.wait_for("Sign in once").split()[-1]

        assert link.startswith(f"http://localhost:{server.port}/account/link/")
        assert server.get(urlsplit(link).path).status == 200


def test_it_speaks_the_language_of_the_terminal(cluster, prepared):
    installation = cluster.copy(prepared)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = installation.run("serve", "--port", port, WEILU_LANGUAGE="zh-hans")

    assert f"{port} 端口已被别的程序占用" in refused.stderr


def test_a_port_in_use_is_refused_in_words(installation):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = installation.run("serve", "--port", str(taken.getsockname()[1]))

    assert refused.returncode == 1
    assert "is used by another program" in refused.stderr
    assert "--port" in refused.stderr


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def all_gone(tree):
    wait_until(lambda: not any(is_alive(process) for process in tree))
    return True


def is_alive(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def wait_until(is_so, seconds=60):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"it never came to pass (pid {os.getpid()})"
        time.sleep(0.05)
