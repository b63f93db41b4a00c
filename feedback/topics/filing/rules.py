"""Rules that a person can read: always this topic for these words.

A rule puts letters on its topic and takes them from no other. What people said of a
letter goes before it; it goes before what the models say.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from feedback.errors import Refused
from feedback.plurals import counted
from feedback.store import Store
from feedback.store.assignments import Placing, time_of
from feedback.store.rules import Rule, RuleWay
from feedback.store.topic_events import Change
from feedback.topics.filing.letter_changes import put_back, read_placing
from feedback.topics.speaking import speaking_id
from feedback.types import FEEDBACK_STATES, LetterFilter, Origin, Quote

LONGEST_TEXT = 120
SAMPLES = 5
# A point inside of a number or an address ends nothing.
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[\n。！？]")


@dataclass(frozen=True, slots=True)
class RulePreview:
    """What a rule would do: letters ``found``, ``fresh`` on the topic, some of them.

    ``samples`` quote the sentences that hold the phrase, else how the letters begin.
    """

    found: int
    fresh: int
    samples: tuple[Quote, ...]


def check_text(text: str) -> str:
    """Return the words of a rule, tidied; raises Refused when they find nothing."""
    text = " ".join(text.replace("*", " ").split())
    if not any(mark.isalnum() for mark in text):
        raise Refused("Give a word or a phrase that the letters hold.")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"A rule has at most {LONGEST_TEXT} characters.")
    return text


def preview_rule(store: Store, topic_id: int, text: str, way: RuleWay) -> RulePreview:
    """Tell what a rule would do, and do nothing. Raises NotFound, Refused."""
    root_id, text = speaking_id(store, topic_id), check_text(text)
    found = _find_letters(store, root_id, text, way)
    there = set(store.letters.find_ids(LetterFilter(topic_id=root_id)))
    fresh = [letter_id for letter_id in found if letter_id not in there]
    openings = store.quotes.find_openings((fresh or found)[:SAMPLES])
    samples = tuple(_quoted(store, one, text, way) for one in openings)
    return RulePreview(len(found), len(fresh), samples)


def _quoted(store: Store, opening: Quote, text: str, way: RuleWay) -> Quote:
    body = store.letters.get_letter(opening.letter_id).body
    start, end = _passage(body, text, way)
    if not end:
        return opening
    return replace(opening, text=body[start:end], start=start, end=end)


def make_rule(
    store: Store,
    topic_id: int,
    text: str,
    way: RuleWay,
    person_id: int,
    moment: datetime,
) -> int:
    """Make a rule, place the letters it finds, and return the event's id.

    Raises NotFound, or Refused for words that find nothing or a rule there is.
    """
    with store.transaction():
        root_id, text = speaking_id(store, topic_id), check_text(text)
        _check_new(store, root_id, text, way)
        rule_id = store.rules.add(root_id, text, way, person_id, moment)
        placed, taken = _apply(store, store.rules.get_rule(rule_id), moment)
        before = {"rule_id": rule_id, "taken": [asdict(one) for one in taken]}
        after = {"rule_id": rule_id, "letter_ids": placed}
        letters = counted(len(placed), "letter")
        detail = f"Always this topic for {in_words(text, way)}: {letters}."
        change = Change(root_id, "ruled", before, after, detail)
        event_id = store.topic_events.record(change, person_id, moment)
        store.rules.note_event(rule_id, event_id)
    return event_id


def apply_rules(store: Store, moment: datetime) -> int:
    """Place letters as the rules say; returns how many were not so placed before.

    What models had said of them is kept with the rule, for when it is taken back.
    """
    placed = 0
    with store.transaction():
        for rule in store.rules.find_standing():
            fresh, taken = _apply(store, rule, moment)
            placed += len(fresh)
            if taken and rule.event_id:
                kept = [asdict(one) for one in taken]
                store.topic_events.keep_taken(rule.event_id, kept)
    return placed


def end_rule(store: Store, change: Change, moment: datetime) -> None:
    """Take a rule back; letters that models had there return.

    But not those that people have taken from it since: undoing what they did brings
    these back. Letters that another rule finds too are placed by that one.
    """
    held = store.rules.end(change.before["rule_id"], moment)
    taken = map(read_placing, change.before["taken"])
    put_back(store, [one for one in taken if one.letter_id in held])
    apply_rules(store, moment)


def in_words(text: str, way: RuleWay) -> str:
    """Say what a rule looks for."""
    if way is RuleWay.PHRASE or " " not in text:
        return f"“{text}”"
    return "all of " + ", ".join(f"“{word}”" for word in text.split())


def _check_new(store: Store, root_id: int, text: str, way: RuleWay) -> None:
    for rule in store.rules.find_standing():
        if (rule.root_id, rule.way) == (root_id, way) and (
            rule.text.casefold() == text.casefold()
        ):
            raise Refused(f"There is a rule for {in_words(text, way)} already.")


def _find_letters(store: Store, root_id: int, text: str, way: RuleWay) -> list[int]:
    wanted = LetterFilter(
        phrases=(text,) if way is RuleWay.PHRASE else (),
        words=tuple(text.split()) if way is RuleWay.WORDS else (),
        states=FEEDBACK_STATES,
        is_automatic=False,
    )
    refused = store.corrections.find_refused()
    return [
        letter_id
        for letter_id in store.letters.find_ids(wanted)
        if (letter_id, root_id) not in refused
    ]


def _apply(
    store: Store, rule: Rule, moment: datetime
) -> tuple[list[int], tuple[Placing, ...]]:
    """Place what a rule finds; returns the letters, and what models had said.

    Topics that are merged into its own, or that its own is merged into, keep what
    they had: an un-merge gives it back.
    """
    said = store.rules.find_said(rule.root_id)
    found = _find_letters(store, rule.root_id, rule.text, rule.way)
    fresh = [letter_id for letter_id in found if letter_id not in said]
    taken = store.assignments.take(fresh, rule.topic_id, with_merged=False)
    store.assignments.add_all(_placings(store, rule, fresh, moment))
    return fresh, taken


def _placings(
    store: Store, rule: Rule, letter_ids: Sequence[int], moment: datetime
) -> list[Placing]:
    placings = []
    for letter_id in letter_ids:
        body = store.letters.get_letter(letter_id).body
        start, end = _passage(body, rule.text, rule.way)
        placings.append(
            Placing(
                letter_id=letter_id,
                topic_id=rule.topic_id,
                start=start,
                end=end,
                confidence=1.0,
                origin=Origin.RULE.value,
                assigned_at=time_of(moment),
                words=(rule.text,),
                person_id=rule.person_id,
                rule_id=rule.id,
            )
        )
    return placings


def _passage(body: str, text: str, way: RuleWay) -> tuple[int, int]:
    """Return the sentence that holds the phrase; (0, 0) means the whole letter."""
    if way is RuleWay.WORDS and " " in text:
        return 0, 0
    words = r"\W+".join(map(re.escape, text.split()))
    found = re.search(words, body, re.IGNORECASE)
    if found is None:
        return 0, 0
    before = list(_SENTENCE_END.finditer(body, 0, found.start()))
    first = before[-1].end() if before else 0
    after = _SENTENCE_END.search(body, found.end())
    last = after.end() if after else len(body)
    while body[first].isspace():
        first += 1
    return first, last
