"""Numbers with their nouns."""


def counted(value: int, noun: str, plural: str = "") -> str:
    """Write a number with its noun: ``1 letter``, ``1,204 letters``."""
    return f"{value:,} {noun if value == 1 else plural or f'{noun}s'}"
