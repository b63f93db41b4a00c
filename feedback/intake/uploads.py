"""Files that came through the browser, kept beside the database until imported."""

import re
import secrets
import shutil
import unicodedata
from pathlib import Path
from typing import IO

from feedback.errors import NotFound

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,40}")
_UNSAFE = re.compile(r"[^\w.() -]+")
_LONGEST_NAME = 120
_RESERVED = {"con", "prn", "aux", "nul"}


class Uploads:
    """The uploads of one database; each has a folder of its own under a token."""

    def __init__(self, db: Path) -> None:
        self._folder = db.with_name(db.name + ".uploads")

    def keep(self, name: str, content: IO[bytes]) -> str:
        """Store a file under a cleaned name and return the token that finds it."""
        token = secrets.token_urlsafe(18)
        place = self._folder / token
        place.mkdir(parents=True)
        with (place / clean_name(name)).open("wb") as file:
            shutil.copyfileobj(content, file)
        return token

    def find(self, token: str) -> Path:
        """Return the file kept under a token; raises NotFound."""
        place = self._folder / token
        if not _TOKEN.fullmatch(token) or not place.is_dir():
            raise NotFound("upload", token[:40])
        return next(place.iterdir())

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
