"""Folders of files, and Maildirs whose files move while they are read."""

import os
from pathlib import Path

from feedback.intake.charsets import tidy
from feedback.types import Refusal

_NEVER_LETTERS = {"thumbs.db", "desktop.ini"}
_MAILDIR_FOLDERS = {"cur", "new"}


def walk(folder: Path) -> tuple[list[Path], list[Refusal]]:
    """Return the files below a folder in a fixed order, and what could not be listed.

    Hidden files are left out, the folders of a Maildir (``.Name``) are not; what a
    Maildir holds under ``tmp`` is still being delivered.
    """
    refusals: list[Refusal] = []
    files: list[Path] = []

    def refuse(error: OSError) -> None:
        reason = f"the folder cannot be read: {error.strerror or error}"
        refusals.append(Refusal(tidy(str(error.filename)), reason, b""))

    for parent, folders, names in os.walk(folder, onerror=refuse):
        is_maildir = set(folders) >= _MAILDIR_FOLDERS
        folders[:] = sorted(
            name for name in folders if _is_to_enter(Path(parent, name), is_maildir)
        )
        if not is_maildir or Path(parent) == folder:
            found = [Path(parent, name) for name in sorted(names) if _is_seen(name)]
            files.extend(path for path in found if path.is_file())
            refusals.extend(_refuse(path) for path in found if not path.is_file())
    return files, refusals


def _refuse(path: Path) -> Refusal:
    """Refuse a broken link, a pipe, a device: reading it could wait for ever."""
    return Refusal(tidy(str(path)), "is no file that can be read", b"")


def _is_to_enter(folder: Path, is_in_maildir: bool) -> bool:
    if is_in_maildir and folder.name == "tmp":
        return False
    if not folder.name.startswith("."):
        return True
    return is_in_maildir and (folder / "cur").is_dir()


def _is_seen(name: str) -> bool:
    return not name.startswith(".") and name.lower() not in _NEVER_LETTERS


def find_moved(path: Path) -> Path | None:
    """Return where a mail of a Maildir went when it was read or flagged meanwhile."""
    if path.parent.name not in _MAILDIR_FOLDERS:
        return None
    unique = path.name.partition(":2,")[0].partition(";2,")[0]
    for name in ("cur", "new"):
        for moved in (path.parent.parent / name).glob(f"{_escape(unique)}*"):
            if moved != path:
                return moved
    return None


def _escape(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
