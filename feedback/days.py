"""How days stand in sentences."""

from datetime import date


def day_words(day: date) -> str:
    """Write a day: ``12 November 2026``."""
    return f"{day.day} {day:%B} {day.year}"


def span_words(since: date, until: date) -> str:
    """Write the days from one to another, both included: ``6 to 12 November 2026``.

    What both have in common is said once; a single day stands alone.
    """
    if since == until:
        return day_words(until)
    if since.year != until.year:
        return f"{day_words(since)} to {day_words(until)}"
    first = f"{since.day}" if since.month == until.month else f"{since.day} {since:%B}"
    return f"{first} to {day_words(until)}"
