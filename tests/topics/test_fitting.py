"""A fit: topics keep who they are, people's word holds, nothing is half-written."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from feedback.inbox.triage import move_letters
from feedback.store import Store
from feedback.store.proposals import Proposal
from feedback.topics.discovery.found import Grouping
from feedback.topics.filing import corrections
from feedback.topics.fitting import record_grouping, run_fit, run_fit_job
from feedback.topics.life import life, proposals
from feedback.types import LetterFilter, Origin, Person, TopicState, TriageState
from feedback.worker import run_next_job
from tests.builders import receive_letters
from tests.topics.conftest import (
    NAMES,
    NOW,
    change_text,
    grouping_of,
    receive_plain,
    record,
    topic_named,
)

SENTENCES = (
    "I was charged twice on my card for the yearly plan number {n}.",
    "The phone app loses my edits when it syncs note {n}.",
    "My refund has not arrived after {n} weeks of waiting.",
)


def on_topic(store: Store, topic_id: int) -> set[int]:
    return set(store.letters.find_ids(LetterFilter(topic_id=topic_id)))


def test_it_makes_proposed_topics_of_the_first_clusters(
    store: Store, many: list[int], fitted: list[int]
) -> None:
    topics = store.topics.find_topics()
    assert [topic.name for topic in topics] == list(NAMES)
    assert {topic.state for topic in topics} == {TopicState.PROPOSED}
    assert {topic.letters for topic in topics} == {10}
    assert on_topic(store, fitted[1]) == set(many[10:20])
    assert store.proposals.count_open() == 0


def test_it_says_what_it_read_and_placed(store: Store, fitted: list[int]) -> None:
    fit = store.fits.find_latest()
    assert fit is not None
    assert (fit.letters, fit.placed, fit.unsure, fit.topics) == (40, 40, 0, 4)


def test_it_counts_as_placed_no_letter_that_is_no_feedback(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    move_letters(store, many[5:], TriageState.NOT_FEEDBACK, person.id, NOW)
    record(store, {NAMES[0]: many[:5]})
    fit = store.fits.find_latest()
    assert fit is not None
    assert (fit.letters, fit.placed, fit.unsure) == (5, 5, 0)


def test_it_explains_each_placement(store: Store, fitted: list[int]) -> None:
    letter_id = min(on_topic(store, fitted[0]))
    (placed,) = store.assignments.find_for_letter(letter_id)
    assert (placed.start, placed.end, placed.words) == (0, 20, ("plan",))
    assert (placed.topic, placed.rival) == (NAMES[0], NAMES[1])
    assert (placed.origin, placed.fit_id) == (Origin.MODEL, 1)


def test_it_gives_new_letters_to_the_topics_that_are_there(
    store: Store, many: list[int], fitted: list[int]
) -> None:
    more = receive_plain(store, 4, "more")
    record(
        store,
        {name: [*many[n * 10 : n * 10 + 10], more[n]] for n, name in enumerate(NAMES)},
    )
    assert [t.id for t in store.topics.find_topics()] == fitted
    assert more[2] in on_topic(store, fitted[2])


def test_it_moves_no_letter_that_has_a_topic(
    store: Store, many: list[int], fitted: list[int]
) -> None:
    before = {topic: on_topic(store, topic) for topic in fitted}
    record(store, {"Odd": many[::2], "Even": many[1::2]})
    assert {topic: on_topic(store, topic) for topic in fitted} == before


def test_it_keeps_a_name_given_by_a_person(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    life.rename(store, fitted[0], "Double charge", person.id, NOW)
    record(store, {"Billed two times": many[:10]})
    assert store.topics.get_topic(fitted[0]).name == "Double charge"


def test_it_never_moves_a_letter_filed_by_hand(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    corrections.refuse_letter(store, many[0], fitted[0], person.id, NOW)
    corrections.file_letter(store, many[0], fitted[3], person.id, NOW)
    record(store, {name: many[n * 10 : n * 10 + 10] for n, name in enumerate(NAMES)})
    (placed,) = store.assignments.find_for_letter(many[0])
    assert (placed.topic_id, placed.origin) == (fitted[3], Origin.PERSON)
    assert placed.confidence == 1.0


def test_it_does_not_put_a_letter_back_where_a_person_took_it_out(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    corrections.refuse_letter(store, many[0], fitted[0], person.id, NOW)
    record(store, {NAMES[0]: many[:10]})
    assert store.assignments.find_for_letter(many[0]) == ()


def test_it_proposes_a_split_and_does_it_only_when_accepted(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    record(store, {"Charged": many[:6], "Plan changed": many[6:10]})
    (split, *_) = [p for p in store.proposals.find_open() if p.kind == "split"]
    assert split.topic_id == fitted[0]
    assert on_topic(store, fitted[0]) == set(many[:10])
    proposals.accept_proposal(store, split.id, person.id, NOW)
    assert on_topic(store, fitted[0]) == set(many[:6])
    assert on_topic(store, topic_named(store, "Plan changed")) == set(many[6:10])


def test_it_proposes_a_merge_with_its_overlap(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    corrections.file_letter(store, many[30], fitted[0], person.id, NOW)
    record(store, {"Both": many[:20]})
    (merge,) = [p for p in store.proposals.find_open() if p.kind == "merge"]
    assert (merge.topic_id, merge.other_topic_id) == (fitted[1], fitted[0])
    assert merge.overlap_share == 1.0
    proposals.accept_proposal(store, merge.id, person.id, NOW)
    assert store.topics.get_topic(fitted[1]).merged_into == fitted[0]


def test_it_does_not_propose_again_what_was_dismissed(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    groups = {"Charged": many[:6], "Plan changed": many[6:10]}
    record(store, groups)
    for proposal in store.proposals.find_open():
        proposals.dismiss_proposal(store, proposal.id, person.id, NOW)
    record(store, groups)
    assert store.proposals.find_open() == ()


def test_it_does_not_propose_a_merge_that_was_taken_back(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    life.merge(store, fitted[0], fitted[1], person.id, NOW)
    life.unmerge(store, fitted[0], person.id, NOW)
    record(store, {"Both": many[:20]})
    assert "merge" not in {p.kind for p in store.proposals.find_open()}


def find_splits(store: Store) -> list[Proposal]:
    return [one for one in store.proposals.find_open() if one.kind == "split"]


def test_it_does_not_propose_to_split_what_people_merged(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    life.merge(store, fitted[1], fitted[0], person.id, NOW)
    later = receive_plain(store, 20, "later")
    record(store, {NAMES[0]: many[:10], NAMES[1]: [*many[10:20], *later]})
    assert find_splits(store) == []
    assert store.topics.get_topic(fitted[0]).letters == 40


def test_it_proposes_to_split_a_part_of_what_people_merged(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    life.merge(store, fitted[1], fitted[0], person.id, NOW)
    record(store, {"Six": many[:6], NAMES[1]: many[10:20], "Last four": many[6:10]})
    (split,) = find_splits(store)
    assert [group.name for group in split.groups] == ["Last four"]
    assert (split.letters, split.overlap_share) == (4, 4 / 20)


def test_it_tells_a_new_topic_apart_from_one_of_the_same_name(
    store: Store, fitted: list[int]
) -> None:
    more = receive_plain(store, 5, "more")
    record(store, {NAMES[0]: more})
    names = [topic.name for topic in store.topics.find_topics()]
    assert len(names) == len(set(names)) == 5
    assert store.proposals.find_open()[-1].kind == "new"


def test_of_a_new_topic_it_tells_the_letters_that_had_none(
    store: Store, many: list[int], fitted: list[int]
) -> None:
    more = receive_plain(store, 4, "more")
    record(store, {"A new matter": [*many[:3], *many[10:13], *many[20:23], *more]})
    (new,) = (one for one in store.proposals.find_open() if one.kind == "new")
    assert (new.letters, new.sample_ids) == (4, tuple(more[:3]))


def test_it_leaves_nothing_behind_when_it_is_stopped(
    store: Store, many: list[int]
) -> None:
    def stop(done: int, total: int, message: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_fit(store, progress=stop)
    assert store.topics.find_topics() == ()
    assert store.fits.find_latest() is None


def test_it_writes_all_of_a_fit_or_nothing(store: Store, many: list[int]) -> None:
    good = grouping_of({"A": many[:10]})
    broken = Grouping(good.clusters, (*good.found, good.found[0]), 10)
    object.__setattr__(broken.found[-1], "confidence", None)
    fit_id = store.fits.start(0, "test-1", NOW)
    with pytest.raises(Exception, match=r"NOT NULL|cannot store"):
        record_grouping(store, fit_id, broken, NOW)
    assert store.topics.find_topics() == ()


def test_it_skips_letters_erased_while_it_ran(store: Store, many: list[int]) -> None:
    fit_id = store.fits.start(0, "test-1", NOW)
    grouping = grouping_of({"A": [99_999, *many[:5]]})
    record_grouping(store, fit_id, grouping, NOW)
    assert len(on_topic(store, 1)) == 5
    assert {quote.letter_id for quote in store.quotes.find_exemplars(1)} <= set(many)


def test_it_does_not_trust_what_it_read_of_a_letter_that_changed_while_it_ran(
    store: Store, many: list[int], fitted: list[int]
) -> None:
    """What the fit says of the old text is placed, and placed anew with the next."""
    more = receive_plain(store, 1, "more")
    fit_id = store.fits.start(0, "test-1", NOW)
    change_text(store, more[0], "Hi", NOW + timedelta(minutes=1), "more")
    grouping = grouping_of({NAMES[0]: [*many[:10], *more]})
    record_grouping(store, fit_id, grouping, NOW + timedelta(minutes=2))
    store.assignments.drop_outdated()
    assert store.assignments.find_for_letter(more[0]) == ()


@pytest.mark.slow
def test_it_finds_topics_in_letters_with_the_real_models(store: Store) -> None:
    texts = [("", SENTENCES[n % 3].format(n=n)) for n in range(90)]
    receive_letters(store, texts, NOW)
    messages: list[str] = []
    fit = run_fit(store, progress=lambda done, total, message: messages.append(message))
    assert fit.status == "done"
    assert fit.placed >= 80
    assert messages
    assert run_fit(store).letters == 90


def test_it_is_content_with_no_letters(store: Store, person: Person) -> None:
    job = store.jobs.add("fit", {}, person.id, NOW)
    assert run_fit_job(store, job) == "0 letters read, 0 of them on 0 topics."


def test_a_fit_that_is_written_stays_done_whatever_fails_after_it(
    store: Store, client: FlaskClient
) -> None:
    receive_letters(store, [("", s.format(n=n)) for n in range(15) for s in SENTENCES])
    store._db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON letter_tones BEGIN "
        "SELECT RAISE(ABORT, 'no room'); END"
    )
    store.jobs.add("fit", {}, None, NOW)
    assert run_next_job(store)
    fit = store.fits.find_latest()
    assert fit is not None
    assert len(store.topics.find_topics()) == fit.topics > 0
    page = client.get("/topics/").text
    assert "Topics were found, but what comes after a fit failed" in page
