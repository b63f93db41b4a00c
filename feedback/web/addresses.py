"""Addresses that came from outside and are about to be followed."""

from urllib.parse import urlsplit


def safe_path(target: str) -> str:
    """Return ``target`` if it is a plain path of this site, else nothing."""
    parts = urlsplit(target)
    is_path = target.startswith("/") and not target.startswith(("//", "/\\"))
    is_plain = target.isprintable() and "\\" not in target
    return target if is_path and is_plain and not parts.netloc else ""
