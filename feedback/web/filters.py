"""How templates write numbers, times and words."""

from datetime import datetime, timedelta

from flask import Flask

from feedback.actions.sentences import share_words
from feedback.days import day_words, span_words
from feedback.inbox.reading import is_of_subject
from feedback.inbox.triage import STATE_WORDS
from feedback.plurals import counted
from feedback.types import LetterCounts, ToneKind, TriageState
from feedback.web.context import now
from feedback.web.frame import COUNT_LIMIT
from feedback.web.language_names import language_name

TONE_WORDS = {ToneKind.LEAVING: "about to leave", ToneKind.ANGER: "angry or urgent"}


def register(app: Flask) -> None:
    """Make the filters known to all templates."""
    app.jinja_env.globals["now"] = now
    app.jinja_env.tests["of_subject"] = is_of_subject
    app.jinja_env.filters.update(
        {
            "ago": ago,
            "day": day_words,
            "span": span_words,
            "moment": moment,
            "written": written,
            "count": count,
            "at_least": at_least,
            "writers_of": writers_of,
            "share": share,
            "state_words": state_words,
            "language": language_name,
            "tone_words": TONE_WORDS.__getitem__,
            "first_words": lambda text: split_words(text)[0],
            "other_words": lambda text: split_words(text)[1],
        }
    )


def ago(then: datetime, moment: datetime) -> str:
    """Say how long ago, shortly: ``5 min``, ``3 h``, ``12 Nov``, ``12 Nov 2024``."""
    past = moment - then
    if timedelta(0) <= past < timedelta(minutes=1):
        return "just now"
    if timedelta(0) <= past < timedelta(hours=1):
        return f"{past.seconds // 60} min"
    if timedelta(0) <= past < timedelta(days=1):
        return f"{past.seconds // 3600} h"
    if then.year == moment.year:
        return f"{then.day} {then:%b}"
    return f"{then.day} {then:%b %Y}"


def moment(value: datetime) -> str:
    """Write a moment with its zone: ``12 November 2026, 09:30 UTC``."""
    return f"{value.day} {value:%B %Y, %H:%M} UTC"


def written(value: datetime) -> str:
    """Write when a letter was written: midnight to the second is a day without time."""
    has_time = value.hour or value.minute or value.second
    return moment(value) if has_time else day_words(value)


def count(value: int, noun: str = "", plural: str = "") -> str:
    """Write a number with its noun: ``1 letter``, ``1,204 letters``."""
    return counted(value, noun, plural) if noun else f"{value:,}"


def at_least(value: int, noun: str = "") -> str:
    """Write a number that was counted up to the limit: ``10,000+ letters``."""
    if value < COUNT_LIMIT:
        return count(value, noun)
    return f"{COUNT_LIMIT:,}+ {noun}s" if noun else f"{COUNT_LIMIT:,}+"


def writers_of(counts: LetterCounts) -> str:
    """Write how many people wrote letters: at least so many, when not all were read."""
    if counts.is_capped:
        return f"{counts.writers:,}+ writers"
    return count(counts.writers, "writer")


def share(value: float | None) -> str:
    """Write a share as a percentage, and nothing where there is none."""
    return "" if value is None else share_words(value)


def state_words(state: TriageState) -> str:
    """Name a triage state."""
    return STATE_WORDS[state]


def split_words(text: str, width: int = 48) -> tuple[str, str]:
    """Split a snippet between two words, for two lines of a list."""
    if len(text) <= width:
        return text, ""
    at = text.rfind(" ", 0, width)
    at = at if at > 0 else width
    return text[:at], text[at:].lstrip()
