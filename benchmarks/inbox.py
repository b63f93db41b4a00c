"""The inbox and its search at a million letters, beside Datasette on the same file.

``python -m benchmarks.inbox [--letters N] [--datasette PATH]``. Both are served over
HTTP on loopback and asked in turn for a page of newest letters and for searches of
common and rare words; p50 and p99 of each, and the ratio of the p99s, are printed.
Datasette is not part of the environment: name its command, or it is left out with a
line that says so.
"""

import argparse
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep

import numpy as np

from feedback.store import Store
from feedback.types import Draft, SourceKind, WriterHint

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORDS, LENGTH, WRITERS, BATCH = 30_000, 60, 300_000, 5_000
REQUESTS = 60
# A word of nearly every letter, one of every tenth, and two rare ones.
SEARCHED = ("aaaa", "aaau", "abcq", "bdzz")


def word(number: int) -> str:
    """Return the word with this rank, in four letters."""
    letters = []
    for _ in range(4):
        number, rest = divmod(number, 26)
        letters.append(chr(97 + rest))
    return "".join(reversed(letters))


def fill(path: Path, letters: int) -> None:
    """Write a database of letters whose words are as frequent as natural ones."""
    random = np.random.default_rng(1)
    vocabulary = np.array([word(rank) for rank in range(WORDS)])
    shares = 1 / np.arange(1, WORDS + 1) ** 1.05
    with Store(path) as store:
        import_id = store.imports.start("bench", SourceKind.FILE, "bench", NOW)
        for first in range(0, letters, BATCH):
            drawn = random.choice(WORDS, size=(BATCH, LENGTH), p=shares / shares.sum())
            drafts = [
                _draft(first + row, " ".join(vocabulary[drawn[row]]), letters)
                for row in range(min(BATCH, letters - first))
            ]
            store.letters.receive(import_id, drafts, NOW)
        store.imports.finish(import_id, NOW)


def _draft(number: int, body: str, letters: int) -> Draft:
    writer = f"writer{number % WRITERS}@example.com"
    minutes = number * 7919 % letters
    return Draft(
        identity=f"row:{number}",
        location=f"line {number}",
        original=body[:40].encode(),
        media_type="text/csv",
        body=body,
        writer=WriterHint(writer, "", writer),
        written_at=NOW - timedelta(minutes=minutes),
        language="en",
    )


@contextmanager
def postbag(path: Path) -> Iterator[Callable[[str], float]]:
    """Serve Postbag; yields a function that times one page."""
    from waitress import create_server

    from app import create_app
    from feedback.people import accounts
    from feedback.settings import Settings
    from feedback.types import Role

    app = create_app(Settings(db=path, secret_key="k" * 32), now=lambda: NOW)
    with Store(path) as store:
        if not store.people.find_people():
            _, token = accounts.invite(store, "a@example.com", "A", Role.ADMIN, NOW)
            accounts.accept_invitation(store, token, "correct horse", NOW)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_client() as client:
        answer = client.post(
            "/sign-in", data={"address": "a@example.com", "password": "correct horse"}
        )
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    server = create_server(app, host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield lambda page: ask(server.effective_port, page, {"Cookie": cookie})
    finally:
        server.close()


@contextmanager
def datasette(command: str, path: Path) -> Iterator[Callable[[str], float]]:
    """Serve Datasette on the same file; yields a function that times one page."""
    port = 8791
    limits = ["--setting", "sql_time_limit_ms", "60000"]
    started = subprocess.Popen(
        [command, "serve", str(path), "--port", str(port), *limits],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            try:
                ask(port, "/-/versions.json")
                break
            except OSError:
                sleep(0.2)
        yield lambda page: ask(port, page)
    finally:
        started.terminate()
        started.wait()


def ask(port: int, page: str, headers: dict[str, str] | None = None) -> float:
    """Return the milliseconds that a page took; raises OSError unless it answered."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    start = perf_counter()
    connection.request("GET", page, headers=headers or {})
    answer = connection.getresponse()
    answer.read()
    taken = 1000 * (perf_counter() - start)
    connection.close()
    if answer.status != 200:
        raise OSError(f"{page} answered {answer.status}")
    return taken


def report(name: str, times: list[float]) -> float:
    """Print p50 and p99 of a page and return the p99, in milliseconds."""
    p50, p99 = np.percentile(times, [50, 99])
    print(f"{name:<44} p50 {p50:8.1f} ms   p99 {p99:8.1f} ms")
    return float(p99)


def main() -> None:
    """Fill, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=200_000)
    parser.add_argument("--datasette", default=shutil.which("datasette"))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bench.db")
        fill(path, chosen.letters)
        print(f"{chosen.letters:,} letters")
        with postbag(path) as page:
            ours_list = report(
                "Postbag, inbox", [page("/letters/?q=") for _ in range(REQUESTS)]
            )
            ours_search = report("Postbag, search", _search(page, "/letters/?q={}"))
        if not chosen.datasette:
            print("Datasette left out: install it elsewhere and name it by --datasette")
            return
        with datasette(chosen.datasette, path) as page:
            name = "/bench/letters?_sort_desc=written_at&_size=50"
            theirs = report(
                "Datasette, table page", [page(name) for _ in range(REQUESTS)]
            )
            search = name + "&_fts_table=letters_fts&_fts_pk=id&_search={}"
            theirs_search = report("Datasette, search", _search(page, search))
        print(
            f"ratio of p99: list {theirs / ours_list:.1f}x, "
            f"search {theirs_search / ours_search:.1f}x"
        )


def _search(page: Callable[[str], float], address: str) -> list[float]:
    rounds = REQUESTS // len(SEARCHED)
    return [page(address.format(term)) for _ in range(rounds) for term in SEARCHED]


if __name__ == "__main__":
    main()
