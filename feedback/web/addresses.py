"""Addresses that came from outside and are about to be followed."""


def safe_path(target: str) -> str:
    """Return ``target`` if it is a plain path of this site, else nothing."""
    is_path = target.startswith("/") and not target.startswith(("//", "/\\"))
    is_plain = target.isprintable() and "\\" not in target
    return target if is_path and is_plain else ""
