"""The beginning of a text, for lists and quotes."""

WHOLE_WORDS = 0.8
"""A cut text keeps at least this share: Chinese has no spaces to cut at."""


def shorten(text: str, longest: int) -> str:
    """Return a text on one line, cut behind a word with an ellipsis when too long.

    Read one character more than ``longest`` to see whether there is more.
    """
    line = " ".join(text[:longest].split())
    if len(text) <= longest:
        return line
    cut = line.rfind(" ")
    return (line[:cut] if cut >= WHOLE_WORDS * len(line) else line) + "…"
