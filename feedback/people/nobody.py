"""What forms and exports write in place of a writer whom they do not know."""

_NOBODY = frozenset(
    {"anonymous", "anonymus", "anonym", "guest", "gast", "unknown", "user", "customer",
     "none", "null", "nil", "n/a", "na", "nan", "undefined", "deleted", "test", "admin",
     "匿名", "匿名用户", "游客"}
)  # fmt: skip


def is_nobody(text: str) -> bool:
    """Tell whether a user id, a nickname or a name stands for nobody at all.

    Letters under such a word have nothing in common: whoever took it for a writer
    would make one writer of many, and erase them all with one.
    """
    plain = text.strip().casefold()
    return plain in _NOBODY or not plain.strip("0-.?_ ")
