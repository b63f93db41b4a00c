"""The sentences of the demo world, read from the package's prose folder.

A prose file is TOML whose long strings hold one pattern a line. A pattern may
choose, ``<this|that>``, and name a fact of its letter, ``{phone}``.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from feedback.samples.types import SampleTopic

Bank = Mapping[str, tuple[str, ...]]

_CHOICE = re.compile(r"<([^<>]*)>")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class TopicProse:
    """How one language speaks of a topic.

    ``parts`` holds the patterns by their place in a letter: ``subjects``,
    ``openers``, ``details``, ``effects``, ``asks``, ``short`` (whole reviews) and
    ``stories`` (whole paragraphs of a long letter).
    """

    key: str
    name: str
    terms: tuple[str, ...]
    parts: Bank


@dataclass(frozen=True, slots=True)
class Persona:
    """A walk of life: what people of it do with their notes.

    A ``voice`` that a persona names is theirs alone, and they speak in no other.
    """

    job: str
    work: str
    voice: str
    parts: Bank


@dataclass(frozen=True, slots=True)
class Language:
    """All prose of one language.

    ``voices`` maps a manner of writing to its greetings, leads, asides and
    closings; ``letters`` holds what joins, follows up and fills long letters;
    ``swaps`` maps a wording to those that mean the same; ``oddments`` holds whole
    letters of special kinds, each written as a subject line, a bar and the text.
    """

    code: str
    topics: Mapping[str, TopicProse]
    personas: tuple[Persona, ...]
    voices: Mapping[str, Bank]
    letters: Mapping[str, Bank]
    oddments: Bank
    names: Bank
    facts: Bank
    swaps: Mapping[str, tuple[str, ...]]
    glue: str


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _bank(table: Mapping[str, str]) -> Bank:
    return {key: _lines(text) for key, text in table.items()}


def _read(code: str, name: str) -> dict[str, dict[str, str]]:
    folder = files("feedback.samples").joinpath("prose", code)
    return tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8"))


def _banks(code: str, name: str) -> dict[str, Bank]:
    return {key: _bank(table) for key, table in _read(code, name).items()}


def _swaps(groups: Iterable[str]) -> dict[str, tuple[str, ...]]:
    same = [tuple(group.split(" | ")) for group in groups]
    return {wording: group for group in same for wording in group}


def _topics(code: str) -> dict[str, TopicProse]:
    found = {}
    folder = files("feedback.samples").joinpath("prose", code, "topics")
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        table = tomllib.loads(entry.read_text("utf-8"))
        key = entry.name.removesuffix(".toml")
        found[key] = TopicProse(
            key, table["name"], tuple(table["terms"]), _bank(table["prose"])
        )
    return found


def _persona(table: Mapping[str, str]) -> Persona:
    rest = {key: table[key] for key in ("titles", "backgrounds", "losses", "stuck")}
    return Persona(table["job"], table["work"], table.get("voice", ""), _bank(rest))


@cache
def load_language(code: str) -> Language:
    """Read all prose of language ``code`` (``en`` or ``zh``), once."""
    people = _banks(code, "people")
    return Language(
        code=code,
        topics=_topics(code),
        personas=tuple(map(_persona, _read(code, "personas").values())),
        voices=_banks(code, "voices"),
        letters=_banks(code, "letters"),
        oddments={
            key: tuple(text.strip() for text in bank["letters"].split("\n---\n"))
            for key, bank in _read(code, "oddments").items()
        },
        names=people["names"],
        facts=people["facts"],
        swaps=_swaps(_banks(code, "swaps")["swaps"]["groups"]),
        glue="" if code == "zh" else " ",
    )


def list_topics() -> dict[str, SampleTopic]:
    """Return the true topics by key, named in both languages."""
    zh = load_language("zh").topics
    return {
        key: SampleTopic(key, topic.name, topic.terms, zh[key].name, zh[key].terms)
        for key, topic in load_language("en").topics.items()
    }


def expand(pattern: str, facts: Mapping[str, str], random: Random) -> str:
    """Return ``pattern`` with its choices made and its facts filled in.

    Choices may nest. An unknown fact raises KeyError.
    """
    while "<" in pattern:
        pattern = _CHOICE.sub(
            lambda match: random.choice(match[1].split("|")), pattern, count=1
        )
    return _SLOT.sub(lambda match: facts[match[1]], pattern)
