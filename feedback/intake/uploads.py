"""Files that came through the browser, kept beside the database until imported."""

import hashlib
import re
import secrets
import shutil
import unicodedata
from collections.abc import Container
from datetime import datetime
from pathlib import Path
from typing import IO

from feedback.errors import NotFound

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,40}")
_UNSAFE = re.compile(r"[^\w.() -]+")
_LONGEST_NAME = 120
_PIECE = 1024 * 1024
_RESERVED = {"con", "prn", "aux", "nul"}


class Uploads:
    """The uploads of one database; each has a folder of its own under a token."""

    def __init__(self, db: Path) -> None:
        self._folder = db.with_name(db.name + ".uploads")

    def keep(self, name: str, content: IO[bytes]) -> str:
        """Store a file under a cleaned name and return the token that finds it.

        The token comes from name and content, so that a file that is sent twice at
        once is one upload, and becomes one job.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._folder / f"{secrets.token_hex(8)}.part"
        hashed = hashlib.sha256(clean_name(name).encode() + b"\0")
        try:
            with part.open("wb") as file:
                while piece := content.read(_PIECE):
                    hashed.update(piece)
                    file.write(piece)
            token = hashed.hexdigest()[:32]
            place = self._folder / token
            place.mkdir(exist_ok=True)
            part.replace(place / clean_name(name))
        finally:
            part.unlink(missing_ok=True)
        return token

    def find(self, token: str) -> Path:
        """Return the file kept under a token; raises NotFound."""
        place = self._folder / token
        if not _TOKEN.fullmatch(token) or not place.is_dir():
            raise NotFound("upload", token[:40])
        return next(place.iterdir())

    def forget(self, before: datetime, needed: Container[str]) -> int:
        """Remove what came up before a moment, but for ``needed`` tokens.

        That is what nobody imported or threw away, and what a stop cut short. Returns
        how much went.
        """
        stale = [
            place
            for place in self._folder.glob("*")
            if place.name not in needed and place.stat().st_mtime < before.timestamp()
        ]
        for place in stale:
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink()
        return len(stale)

    def drop(self, token: str) -> None:
        """Remove the file kept under a token; raises NotFound."""
        shutil.rmtree(self.find(token).parent)


def clean_name(name: str) -> str:
    """Return a file name without folders, control signs and names of devices."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFKC", name))[-1]
    plain = _UNSAFE.sub("_", last).strip(" .")
    path = (
        Path(plain[:_LONGEST_NAME] + Path(plain).suffix[:12])
        if (len(plain) > _LONGEST_NAME)
        else Path(plain)
    )
    is_device = path.stem.casefold() in _RESERVED
    return f"_{path}" if is_device else str(path) if plain else "file"
