"""Encrypting originals: AES in SIV mode (RFC 5297), the key in a file of its own.

The same bytes give the same result, so that a file that came with many letters is
still kept once. Nobody can read encrypted originals without the key file: a copy of
the database alone is no leak, and a lost key file means that they are lost.
"""

import os
import secrets
import zlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from feedback.errors import Refused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

_KEY_BYTES = 64
_KEY_NAME = ".originals-key"
_FORM = b"\x01"
"""Begins what is encrypted, so that a later form can be told apart."""


class Sealer:
    """Encrypts and opens originals with the key of one database."""

    def __init__(self, key_file: Path) -> None:
        self._key_file = key_file

    def seal(self, content: bytes) -> bytes:
        """Return content compressed and encrypted; makes the key at first use."""
        if not self._key_file.exists():
            _make_key(self._key_file)
        packed = zlib.compress(content, 1)
        return _FORM + _cipher(_read_key(self._key_file)).encrypt(packed, None)

    def open(self, sealed: bytes) -> bytes:
        """Return what was encrypted; raises Refused without the right key."""
        from cryptography.exceptions import InvalidTag

        if not self._key_file.exists():
            raise Refused(
                f"The key of the originals is missing: {self._key_file}. Put it back "
                "from where you keep it; without it they cannot be read."
            )
        try:
            packed = _cipher(_read_key(self._key_file)).decrypt(sealed[1:], None)
        except InvalidTag as error:
            raise Refused(
                f"{self._key_file} is not the key that this was encrypted with."
            ) from error
        return zlib.decompress(packed)


def open_sealer(db: Path, key_file: str = "") -> Sealer:
    """Return the sealer of a database; its key lies beside it unless said otherwise."""
    path = Path(key_file).expanduser() if key_file else None
    return Sealer(path or db.with_name(db.name + _KEY_NAME))


def _make_key(path: Path) -> None:
    """Write a new key that only its owner can read; one that is there stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass  # another process made it in the meantime
    finally:
        part.unlink()


def _read_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise Refused(f"{path} cannot be read as the key of the originals.") from error
    if len(key) != _KEY_BYTES:
        raise Refused(f"{path} is no key of originals: it has the wrong length.")
    return key


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> "AESSIV":
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    return AESSIV(key)
