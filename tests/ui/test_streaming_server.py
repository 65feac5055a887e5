"""Events under granian, as Weilu starts it: they flow, and an open line does not keep it alive."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def server() -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "tests.ui.streaming:application"]
    command += ["--interface", "asginl", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--workers-kill-timeout", "3"]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    yield process, port
    process.kill()
    process.wait()


def _connect(port: int) -> socket.socket:
    until = time.monotonic() + 60
    while True:
        try:
            line = socket.create_connection(("127.0.0.1", port), timeout=30)
        except OSError:
            assert time.monotonic() < until, "granian did not start"
            time.sleep(0.1)
        else:
            line.sendall(b"GET /events/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return line


def _read_until(line: socket.socket, wanted: bytes) -> bytes:
    received = b""
    while wanted not in received:
        part = line.recv(4096)
        assert part, f"the line ended after {received!r}"
        received += part
    return received


def test_parts_and_heartbeats_arrive_and_an_open_line_does_not_stop_the_shutdown(server):
    process, port = server
    line = _connect(port)

    received = _read_until(line, b": still here")
    process.send_signal(signal.SIGTERM)

    assert b"text/event-stream" in received
    assert "data: <p>开始</p>".encode() in received
    assert process.wait(timeout=60) is not None
