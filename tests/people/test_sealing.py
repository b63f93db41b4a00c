"""Encrypting originals: who can read them, and what happens without the key."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.errors import Refused
from feedback.people.sealing import open_sealer


@given(st.binary(max_size=300))
def test_it_gives_back_what_it_took(tmp_path_factory: object, content: bytes) -> None:
    folder = Path(tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]
    sealer = open_sealer(folder / "sealing.db")
    assert sealer.open(sealer.seal(content)) == content


def test_it_hides_the_content_and_gives_equal_bytes_for_equal_files(
    tmp_path: Path,
) -> None:
    sealer = open_sealer(tmp_path / "postbag.db")
    sealed = sealer.seal(b"My card is 4111 1111 1111 1111")
    assert b"4111" not in sealed
    assert sealer.seal(b"My card is 4111 1111 1111 1111") == sealed


def test_it_keeps_its_key_for_its_owner_alone(tmp_path: Path) -> None:
    open_sealer(tmp_path / "postbag.db").seal(b"x")
    (key,) = tmp_path.glob("*.originals-key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_it_says_what_to_do_without_its_key(tmp_path: Path) -> None:
    sealer = open_sealer(tmp_path / "postbag.db")
    sealed = sealer.seal(b"x")
    key = next(tmp_path.glob("*.originals-key"))
    text = key.read_text()
    key.unlink()
    with pytest.raises(Refused, match="Put it back"):
        sealer.open(sealed)
    key.write_text("1f" * 64)
    with pytest.raises(Refused, match="is not the key"):
        sealer.open(sealed)
    key.write_text("no key")
    with pytest.raises(Refused, match="cannot be read as the key"):
        sealer.open(sealed)
    key.write_text(text)
    assert sealer.open(sealed) == b"x"


def test_it_takes_its_key_from_another_place(tmp_path: Path) -> None:
    place = tmp_path / "safe" / "key"
    sealed = open_sealer(tmp_path / "postbag.db", str(place)).seal(b"x")
    assert place.exists()
    assert open_sealer(tmp_path / "other.db", str(place)).open(sealed) == b"x"
