"""What forms and exports write in place of a writer whom they do not know."""

import re

_NOBODY = frozenset(
    {"anonymous", "anonymus", "anonym", "guest", "gast", "unknown", "user", "customer",
     "none", "null", "nil", "n/a", "na", "nan", "undefined", "deleted", "test", "admin",
     "匿名", "匿名用户", "游客"}
)  # fmt: skip
_PROGRAMS = frozenset(
    {"mailerdaemon", "postmaster", "noreply", "donotreply", "notreply", "bounce",
     "bounces", "notification", "notifications"}
)  # fmt: skip


def is_program(address: str) -> bool:
    """Tell whether an address is that of a program, which every mail server has."""
    local = address.rpartition("@")[0].partition("+")[0].casefold()
    return re.sub(r"[._-]", "", local) in _PROGRAMS


def is_nobody(text: str) -> bool:
    """Tell whether a user id, a nickname or a name stands for nobody at all.

    Letters under such a word have nothing in common: whoever took it for a writer
    would make one writer of many, and erase them all with one.
    """
    plain = text.strip().casefold()
    return plain in _NOBODY or not plain.strip("0-.?_ ")
