"""The search language: what people type becomes a LetterFilter.

``is:open from:anna "charged twice" -refund before:2026-03-01`` and so on. Nothing that
a person types is an error: an operator that is unknown, or whose value makes no sense,
is searched as plain words, and a note says so.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from feedback.types import LetterFilter, PlacedBy, TriageState

_TOKEN = re.compile(
    r'(?P<minus>-?)(?:(?P<name>[a-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))',
    re.IGNORECASE,
)
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Search:
    """What a query means, and what to tell the person about it."""

    query: str
    wanted: LetterFilter
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What names in a query stand for: topics by name, and the person asking."""

    topics: Mapping[str, int] = field(default_factory=dict)
    me: int | None = None


def parse_query(query: str, names: Names | None = None) -> Search:
    """Read a query; never raises, whatever was typed."""
    names = names or Names()
    wanted = LetterFilter()
    notes: list[str] = []
    for token in _TOKEN.finditer(query.replace("\0", " ")):
        narrowed = _apply(wanted, token, names)
        if narrowed is None:
            notes.append(f"{_not_understood(token)}; searched as words.")
            narrowed = _add_text(wanted, token, token.group().lstrip("-"))
        wanted = narrowed
    return Search(query.strip(), wanted, tuple(dict.fromkeys(notes)))


def _apply(
    wanted: LetterFilter, token: re.Match[str], names: Names
) -> LetterFilter | None:
    """Return the narrowed filter, or None when the operator makes no sense."""
    value = token["phrase"] if token["phrase"] is not None else token["word"]
    if not token["name"]:
        return _add_text(wanted, token, value)
    operator = _OPERATORS.get(token["name"].lower())
    if operator is None or token["minus"] or not value:
        return None
    try:
        return operator(wanted, value, names)
    except (ValueError, KeyError):
        return None


def _not_understood(token: re.Match[str]) -> str:
    """Say what made no sense: an operator, or what stands behind it."""
    value = token["phrase"] if token["phrase"] is not None else token["word"]
    is_known = token["name"].lower() in _OPERATORS
    if is_known and value and not token["minus"]:
        return f"{token['name']}: knows no “{value}”"
    return f"{token['name']}: is no operator here"


def _add_text(wanted: LetterFilter, token: re.Match[str], value: str) -> LetterFilter:
    if token["minus"]:
        return replace(wanted, without=(*wanted.without, value))
    if token["phrase"] is not None:
        return replace(wanted, phrases=(*wanted.phrases, value))
    return replace(wanted, words=(*wanted.words, value))


def _is(wanted: LetterFilter, value: str, names: Names) -> LetterFilter:
    if value == "automatic":
        return replace(wanted, is_automatic=True)
    if value == "leaving":
        return replace(wanted, is_leaving=True)
    if value == "angry":
        return replace(wanted, is_angry=True)
    state = TriageState(value.replace("-", "_"))
    return replace(wanted, states=(*wanted.states, state))


def _has(wanted: LetterFilter, value: str, names: Names) -> LetterFilter:
    if value not in ("attachment", "topic"):
        raise ValueError(value)
    if value == "topic":
        return replace(wanted, with_topic=True)
    return replace(wanted, has_attachment=True)


def _topic(wanted: LetterFilter, value: str, names: Names) -> LetterFilter:
    if value == "none":
        return replace(wanted, without_topic=True)
    if value.isdecimal():
        return replace(wanted, topic_id=_id(value))
    return replace(wanted, topic_id=names.topics[value.casefold()])


def _assigned(wanted: LetterFilter, value: str, names: Names) -> LetterFilter:
    if value == "none":
        return replace(wanted, unassigned=True)
    if value == "me" and names.me is not None:
        return replace(wanted, assignee_id=names.me)
    return replace(wanted, assignee_id=_id(value))


def _same(wanted: LetterFilter, value: str, names: Names) -> LetterFilter:
    if value == "once":
        return replace(wanted, each_text_once=True)
    return replace(wanted, same_text_as=_id(value))


def _id(value: str) -> int:
    """Read the number of a letter, topic ...; raises ValueError where none can be."""
    number = int(value)
    if not 0 <= number <= _LARGEST_ID:
        raise ValueError(value)
    return number


def _score(wanted: LetterFilter, value: str, names: Names) -> LetterFilter:
    if value.startswith("<"):
        return replace(wanted, score_below=float(value[1:]))
    if value.startswith(">"):
        return replace(wanted, score_above=float(value[1:]))
    exact = float(value)
    return replace(wanted, score_below=exact + 1e-6, score_above=exact - 1e-6)


_OPERATORS: dict[str, Callable[[LetterFilter, str, Names], LetterFilter]] = {
    "is": _is,
    "has": _has,
    "topic": _topic,
    "placed": lambda wanted, value, names: replace(
        wanted, placed_by=PlacedBy(value.lower())
    ),
    "assigned": _assigned,
    "score": _score,
    "from": lambda wanted, value, names: replace(wanted, writer=value),
    "segment": lambda wanted, value, names: replace(wanted, segment=value),
    "source": lambda wanted, value, names: replace(wanted, source=value),
    "lang": lambda wanted, value, names: replace(wanted, language=value.lower()),
    "after": lambda wanted, value, names: replace(
        wanted, since=date.fromisoformat(value)
    ),
    "before": lambda wanted, value, names: replace(
        wanted, until=date.fromisoformat(value)
    ),
    "import": lambda wanted, value, names: replace(wanted, import_id=_id(value)),
    "action": lambda wanted, value, names: replace(wanted, action_id=_id(value)),
    "answers": lambda wanted, value, names: replace(
        wanted, answers_action_id=_id(value)
    ),
    "writer": lambda wanted, value, names: replace(wanted, writer_id=_id(value)),
    "same": _same,
    "conversation": lambda wanted, value, names: replace(
        wanted, conversation_id=_id(value)
    ),
}

OPERATORS = tuple(sorted(_OPERATORS))
