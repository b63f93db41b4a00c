"""A process that reads documents of strangers: it can be killed and has a ceiling.

Run as a program it answers requests on standard input. ``DocumentReader`` starts it,
asks it, and kills it when one file takes too long.
"""

import contextlib
import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Self

from feedback.intake.ceilings import limit_memory

SECONDS = 20.0
MAX_FILE = 50 * 1024 * 1024
_MEMORY = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What a file says; without text, ``problem`` is the reason."""

    text: str
    problem: str = ""


class DocumentReader:
    """Reads one file after the other in a process of its own."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, content: bytes, name: str, media_type: str) -> DocumentText:
        """Return what a file says; never raises for anything that is in the file."""
        if len(content) > MAX_FILE:
            return DocumentText("", "the file is larger than 50 MB")
        process = self._process or self._start()
        head = {"name": name, "media_type": media_type, "size": len(content)}
        timer = threading.Timer(self._seconds, process.kill)
        timer.start()
        try:
            answer = _ask(process, head, content)
        finally:
            timer.cancel()
        if answer is None:
            self.close()
            return DocumentText(
                "", "reading it took too long, or more memory than there is for it"
            )
        return DocumentText(answer["text"], answer["problem"])

    def _start(self) -> "subprocess.Popen[bytes]":
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._process

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _ask(
    process: "subprocess.Popen[bytes]", head: dict[str, object], content: bytes
) -> dict[str, str] | None:
    """Send a request and return the answer, None when the process is gone."""
    if not process.stdin or not process.stdout:
        return None
    try:
        process.stdin.write(json.dumps(head).encode() + b"\n" + content)
        process.stdin.flush()
        line = process.stdout.readline()
        answer: dict[str, str] = json.loads(line)
    except (OSError, ValueError):
        return None
    return answer


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    limit_memory(_MEMORY)
    while line := requests.readline():
        head = json.loads(line)
        content = requests.read(head["size"])
        answers.write(json.dumps(_answer(content, head)).encode() + b"\n")
        answers.flush()


def _answer(content: bytes, head: dict[str, str]) -> dict[str, str]:
    import logging

    from feedback.intake.documents.texts import NoText, read_document

    logging.disable()  # what a library thinks of a stranger's file helps nobody
    try:
        text = read_document(content, head["name"], head["media_type"])
    except NoText as reason:
        return {"text": "", "problem": str(reason)}
    except MemoryError:
        return {"text": "", "problem": "reading it takes too much memory"}
    except Exception as error:
        # A damaged file can make a library fail in any way; the others go on.
        return {"text": "", "problem": f"it cannot be read ({type(error).__name__})"}
    return {"text": text, "problem": "" if text else "it holds no text"}


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
