"""The digest: a week summed up (digest_week.py) and, here, written as plain text."""

from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import fill

from feedback.actions.results.coverage import coverage_question
from feedback.actions.sentences import VERDICT_WORDS
from feedback.days import day_words, span_words
from feedback.summaries.digest_week import Digest, DigestTopic, weekly_digest

__all__ = ["coverage_sentence", "digest_text", "letters_sentence", "weekly_digest"]

WIDTH = 72


def digest_text(digest: Digest, limit_share: float = 0.4) -> str:
    """Write a digest as text of at most 72 columns, for mail and terminals."""
    head = f"Postbag, {span_words(digest.since, digest.until)}"
    sections = [
        _section("What changed", _topics(digest)),
        _section("To decide", [_item(d.sentence) for d in digest.decisions]),
        _section("Started", [_item(a.plan.title) for a in digest.started]),
        _section(
            "Due next week",
            [_item(f"{a.plan.title} ({_day(a.plan.due_on)})") for a in digest.due],
        ),
        _section("Concluded", _concluded(digest)),
        _section("Coverage", _coverage(digest, limit_share)),
        _section("How sure we are", [_item(line) for line in digest.sureness]),
    ]
    parts = [f"{head}\n{'=' * len(head)}", fill(letters_sentence(digest), WIDTH)]
    return "\n\n".join([*parts, *(part for part in sections if part)]) + "\n"


def letters_sentence(digest: Digest) -> str:
    """Say how many letters came, from how many writers, and how many before."""
    letters, writers = digest.letters.letters, digest.letters.writers
    if digest.silent_since:
        last = day_words(digest.silent_since)
        return f"No letters this week; the last was written on {last}."
    return (
        f"{letters:,} {'letter' if letters == 1 else 'letters'} from {writers:,} "
        f"{'writer' if writers == 1 else 'writers'}; {digest.letters_before:,} in the "
        "same days of the week before."
    )


def coverage_sentence(digest: Digest) -> str:
    """Say which of the month's actions have a data result."""
    coverage = digest.coverage
    if not coverage.actions:
        return f"No action was concluded or due in {digest.until:%B} so far."
    found = coverage.quantitative + coverage.qualitative
    actions = "action" if coverage.actions == 1 else "actions"
    return (
        f"{found} of {coverage.actions} {actions} in {digest.until:%B} "
        f"{'has' if found == 1 else 'have'} a data result: "
        f"{coverage.quantitative} with a number, {coverage.qualitative} with a "
        f"reading, {coverage.none} with neither."
    )


def _topics(digest: Digest) -> Iterator[str]:
    if digest.is_quiet and digest.topics:
        yield _item("No topic changed beyond chance. Most letters were on these.")
    for item in digest.topics:
        yield _topic(item)


def _topic(item: DigestTopic) -> str:
    noun = "letter" if item.letters == 1 else "letters"
    text = f"{item.topic.name}: {item.letters:,} {noun} this week. {item.sentence}"
    if item.quote is None:
        return _item(text)
    quoted = fill(
        f'"{item.quote.text}"', WIDTH, initial_indent="    ", subsequent_indent="    "
    )
    return f"{_item(text)}\n{quoted}"


def _concluded(digest: Digest) -> Iterator[str]:
    for item in digest.concluded:
        verdict = VERDICT_WORDS[item.result.verdict]
        yield _item(f"{item.action.plan.title}: {verdict}. {item.result.sentence}")


def _coverage(digest: Digest, limit_share: float) -> Iterator[str]:
    yield _item(coverage_sentence(digest))
    if question := coverage_question(digest.coverage, limit_share):
        yield _item(question)


def _section(title: str, lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    return f"{title}\n{'-' * len(title)}\n{body}" if body else ""


def _item(text: str) -> str:
    kept = text.strip().replace(" %", "\u00a0%")  # a number and its sign stay together
    filled = fill(kept, WIDTH, initial_indent="- ", subsequent_indent="  ")
    return filled.replace("\u00a0", " ")


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
