"""When two writers are the same, and when they only look like it.

A wrong join erases a stranger's letters with one's own, so writers are joined without
asking only where nothing else can be: one mailbox written in two ways, or one user id
that the product gave. All else is a suggestion.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from feedback.people.nobody import is_nobody, is_program

# Mailboxes of these providers take mail under any +tag; Google's leave out dots too.
_GOOGLE = frozenset({"gmail.com", "googlemail.com"})
_TAKE_TAGS = frozenset(
    {"outlook.com", "hotmail.com", "live.com", "icloud.com", "fastmail.com",
     "proton.me", "protonmail.com", "hey.com"}
)  # fmt: skip
_SURE_ID = 6
"""Characters from which a user id is taken to be of one system alone."""
_MOST_SHARING = 3
"""Mailboxes that one user id may have had; more are no one person's."""
_CLOSE = 0.85
_SEPARATORS = re.compile(r"[._\-]")
_NOT_NAME = re.compile(r"[^\w\s]|_")


class Trait(StrEnum):
    """By what writers are compared."""

    MAILBOX = "mailbox"
    UNTAGGED = "untagged"
    NAME = "name"
    USER = "user"


@dataclass(frozen=True, slots=True)
class KnownWriter:
    """What is known of a writer under one key."""

    id: int
    key: str
    name: str
    address: str
    user_ids: frozenset[str] = frozenset()

    def traits(self) -> frozenset[tuple[Trait, str]]:
        """Return what others may share with this writer."""
        return frozenset(_traits(self))


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two writers are the same for sure, or look like it; why, in words."""

    is_sure: bool
    reason: str


def judge(one: KnownWriter, other: KnownWriter, sharing: int = 2) -> Judgement | None:
    """Compare two writers; None when nothing speaks for their being the same.

    ``sharing`` is how many writers with an address share a user id with them.
    """
    common = one.traits() & other.traits()
    kinds = {kind for kind, _ in common}
    if Trait.MAILBOX in kinds:
        return Judgement(True, "the same mailbox, written in two ways")
    for kind, value in common:
        if kind is Trait.USER and sharing <= _MOST_SHARING:
            is_sure = len(value) >= _SURE_ID or not value.isdecimal()
            return Judgement(is_sure, "the same user id")
    if Trait.UNTAGGED in kinds:
        return Judgement(False, "the same address but for what follows the +")
    return _judge_names(one, other) if Trait.NAME in kinds else None


def _judge_names(one: KnownWriter, other: KnownWriter) -> Judgement | None:
    if not (one.address and other.address):
        return Judgement(False, "the same name, one of them without an address")
    first, second = (_bare_local(writer.address) for writer in (one, other))
    if first == second:
        return Judgement(False, "the same name, and the same address before the @")
    if SequenceMatcher(None, first, second, autojunk=False).ratio() >= _CLOSE:
        return Judgement(False, "the same name, and addresses that differ by little")
    return None


def mailbox_of(address: str) -> str:
    """Return an address so that two ways of writing one mailbox are equal."""
    local, domain = _parts(address)
    if domain in _GOOGLE:
        return f"{local.partition('+')[0].replace('.', '')}@gmail.com"
    if domain in _TAKE_TAGS:
        return f"{local.partition('+')[0]}@{domain}"
    return f"{local}@{domain}"


def _traits(writer: KnownWriter) -> Iterator[tuple[Trait, str]]:
    if "@" in writer.address:
        yield Trait.MAILBOX, mailbox_of(writer.address)
        local, domain = _parts(writer.address)
        if untagged := local.partition("+")[0]:
            yield Trait.UNTAGGED, f"{untagged}@{domain}"
    name = "" if is_program(writer.address) else _comparable_name(writer.name)
    if name:
        yield Trait.NAME, name
    for user_id in _user_ids(writer):
        yield Trait.USER, user_id


def _user_ids(writer: KnownWriter) -> Collection[str]:
    own = set() if "@" in writer.key else {writer.key}
    given = {text.strip().casefold() for text in writer.user_ids | own}
    return {text for text in given if len(text) > 1 and not is_nobody(text)}


def _parts(address: str) -> tuple[str, str]:
    local, _, domain = address.strip().casefold().rpartition("@")
    return local, domain.rstrip(".")


def _bare_local(address: str) -> str:
    """Return what stands before the @ without dots, tags and figures at its end."""
    local = _parts(address)[0].partition("+")[0]
    return _SEPARATORS.sub("", local).rstrip("0123456789") or local


def _comparable_name(name: str) -> str:
    """Return a name as compared; empty when it is too short to tell anybody apart."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = sorted(_NOT_NAME.sub(" ", plain).split())
    joined = " ".join(words)
    is_telling = len(words) > 1 if joined.isascii() else len(joined) > 1
    return joined if is_telling and not is_nobody(joined) else ""
