"""``postbag serve`` as a process: quick to start, kind at first, clean at the end."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import create_app
from feedback.commands.serving import listen
from feedback.settings import Settings
from tests.commands.conftest import clean_environment
from tests.loops import running

# Of the processor, which other work on the machine leaves alone.
FIRST_PAGE_SECONDS = 1.5


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run ``postbag serve`` on a free port, and stop it in the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "feedback", "--db", "postbag.db", "serve",
         "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=clean_environment(folder),
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=60)


def address(process: subprocess.Popen[str]) -> str:
    """Wait until the server says where it is."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://[^/\s]+:\d+", line)
    assert found, line
    return found.group()


def get(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310
        return answer.status, answer.read().decode()


def test_it_answers_its_first_page_at_once(tmp_path: Path) -> None:
    before = os.times()
    with serving(tmp_path) as process:
        status, page = get(address(process) + "/")
    after = os.times()
    assert status == 200
    assert "Sign in" in page
    used = after.children_user - before.children_user
    used += after.children_system - before.children_system
    assert 0 < used < FIRST_PAGE_SECONDS, f"{used:.1f} s"


def test_it_lets_the_first_person_in_by_a_one_time_link(tmp_path: Path) -> None:
    """The link names the port that the server really has."""
    with serving(tmp_path) as process:
        base = address(process)
        assert process.stdout is not None
        link = process.stdout.readline().split()[-1]
        assert link.startswith(base + "/join/")
        assert "Welcome, Admin" in get(link)[1]
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(base + "/join/guessed")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_it_is_told_to(tmp_path: Path, sign: signal.Signals) -> None:
    with serving(tmp_path) as process:
        get(address(process) + "/sign-in")
        process.send_signal(sign)
        assert process.wait(timeout=60) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert not (tmp_path / "postbag.db-wal").exists()


def test_it_listens_on_a_name_with_several_addresses(tmp_path: Path) -> None:
    with serving(tmp_path, "--host", "localhost") as process:
        assert get(address(process) + "/sign-in")[0] == 200


def test_it_says_when_the_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with serving(tmp_path, "--port", port) as process:
            assert process.wait(timeout=60) == 2
            assert process.stderr is not None
            error = process.stderr.read()
    assert f"cannot listen on 127.0.0.1:{port}" in error
    assert error.count("\n") == 1


@contextmanager
def listening(tmp_path: Path, **changes: int) -> Iterator[int]:
    """Serve in this process with some limits changed; yields the port."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in changes.items():
            patch.setattr(f"feedback.commands.serving.{name}", value)
        settings = Settings(
            db=tmp_path / "a.db", port=0, secret_key="k" * 32, upload_limit_mb=1
        )
        server = listen(create_app(settings), settings)
    with running(server) as port:
        yield port


def ask(port: int, request: bytes) -> bytes:
    """Send bytes and return all that comes back until the line is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(request)
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    return answer


def test_it_hangs_up_on_a_slow_sender(tmp_path: Path) -> None:
    """Case 53: half a request is not waited for for ever."""
    with listening(tmp_path, IDLE_SECONDS=1, CLEANUP_SECONDS=1) as port:
        assert ask(port, b"POST /imports/upload HTTP/1.1\r\nHost: a\r\nX-") == b""


@pytest.mark.parametrize(
    ("length", "status"), [(b"2147483648", b"413"), (b"-5", b"400"), (b"many", b"400")]
)
def test_it_refuses_a_wrong_length_before_it_reads(
    tmp_path: Path, length: bytes, status: bytes
) -> None:
    """Case 53: 2 GB are refused by their declaration."""
    head = b"POST /imports/upload HTTP/1.1\r\nHost: a\r\nContent-Length: "
    with listening(tmp_path, IDLE_SECONDS=1, CLEANUP_SECONDS=1) as port:
        assert ask(port, head + length + b"\r\n\r\n").split()[1] == status
