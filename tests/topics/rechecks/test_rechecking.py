"""The blind re-check: drawing, filing, agreement, and corrections from it."""

from datetime import UTC, datetime
from threading import Thread
from time import sleep

import pytest

from feedback.errors import Conflict, NotFound, Refused
from feedback.settings import Settings
from feedback.store import Store
from feedback.store.rechecks import Drawn
from feedback.topics.filing import corrections
from feedback.topics.life import life
from feedback.topics.life.undoing import undo_event
from feedback.topics.rechecks import rechecking
from feedback.topics.rechecks.agreement import Agreement
from feedback.topics.rechecks.recheck_results import MixUp, get_state
from feedback.types import Origin, Person, Role
from feedback.worker import run_next_job
from tests.conftest import add_person
from tests.topics.conftest import NAMES, NOW

APRIL = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)


def read_queue(store: Store, person: Person, wrong: int = 0) -> list[int]:
    """File every waiting letter as the models did, but for the first ``wrong``."""
    latest = store.rechecks.find_latest()
    assert latest
    answers = []
    names = store.topics.find_names()
    for number, one in enumerate(store.rechecks.find_waiting(latest.id, person.id)):
        topic = store.assignments.find_for_letter(one.letter_id)[0].topic_id
        name = None if number < wrong else names[topic]
        where = (store, latest.id, one.letter_id, person.id)
        answers.append(rechecking.file_blind(*where, name, NOW))
    return answers


def test_it_draws_thirty_letters_once_a_month(store: Store, varied: list[int]) -> None:
    latest = store.rechecks.find_latest()
    assert latest
    assert (latest.month, latest.size) == ("2026-03", 30)
    assert rechecking.draw_if_due(store, NOW) is None
    with pytest.raises(Conflict):
        rechecking.draw(store, NOW)


def test_it_draws_as_many_as_the_settings_say(
    store: Store, varied: list[int], person: Person
) -> None:
    assert rechecking.draw_if_due(store, APRIL, 0) is None
    with pytest.raises(Refused, match="no letters are re-checked"):
        rechecking.draw(store, APRIL, 0)
    drawn = rechecking.draw(store, APRIL, 7)
    assert len(store.rechecks.find_waiting(drawn, person.id)) == 7


def test_the_worker_draws_as_many_as_the_settings_say(
    store: Store, varied: list[int]
) -> None:
    store.jobs.add("follow", {}, None, APRIL)
    assert run_next_job(store, Settings(recheck_letters=5))
    latest = store.rechecks.find_latest()
    assert latest is not None
    assert latest.size == 5


def test_it_draws_other_letters_next_month(
    store: Store, varied: list[int], person: Person
) -> None:
    first = store.rechecks.find_latest()
    assert first
    drawn = {w.letter_id for w in store.rechecks.find_waiting(first.id, person.id)}
    second = rechecking.draw_if_due(store, APRIL)
    assert second
    later = {w.letter_id for w in store.rechecks.find_waiting(second, person.id)}
    assert len(later) == 10
    assert not drawn & later


def test_it_draws_nothing_that_people_filed(
    store: Store, varied: list[int], person: Person
) -> None:
    candidates = store.rechecks.find_candidates(
        datetime(2026, 2, 1, tzinfo=UTC).date(), NOW.date()
    )
    letter_id = candidates[0].letter_id
    corrections.file_letter(store, letter_id, varied[3], person.id, NOW)
    assert letter_id not in {
        one.letter_id
        for one in store.rechecks.find_candidates(
            datetime(2026, 2, 1, tzinfo=UTC).date(), NOW.date()
        )
    }


def test_it_refuses_to_draw_from_nothing(store: Store) -> None:
    with pytest.raises(Refused, match="placed by the models"):
        rechecking.draw(store, NOW)


def test_it_gives_every_topic_its_share_and_repeats_by_seed() -> None:
    letters = [Drawn(n, (1 if n % 10 else 2,)) for n in range(300)]
    drawn = rechecking.sample_by_topic(letters, 30, seed=4)
    assert drawn == rechecking.sample_by_topic(letters, 30, seed=4)
    assert drawn != rechecking.sample_by_topic(letters, 30, seed=5)
    assert len({one.letter_id for one in drawn}) == 30
    assert sum(one.topic_ids == (2,) for one in drawn) == 3


def test_it_tells_agreement_overall_and_by_topic(
    store: Store, varied: list[int], person: Person
) -> None:
    read_queue(store, person, wrong=3)
    state = get_state(store, person.id, NOW)
    assert state.waiting == 0
    assert state.overall == Agreement(27, 30)
    assert sum(one.letters for one in state.by_topic.values()) == 30
    assert set(state.by_topic) == set(varied)


def test_it_names_the_topics_that_are_mixed_up(
    store: Store, varied: list[int], person: Person
) -> None:
    """In both directions; a single slip is none, and what fits no topic is none."""
    latest = store.rechecks.find_latest()
    assert latest
    one, other, third = varied[:3]
    names = store.topics.find_names()
    swaps = {one: [other, other, None], other: [one], third: [one]}
    seen = 0
    for waiting in store.rechecks.find_waiting(latest.id, person.id):
        topic_id = store.assignments.find_for_letter(waiting.letter_id)[0].topic_id
        seen += topic_id in (one, other)
        filed = swaps[topic_id].pop() if swaps.get(topic_id) else topic_id
        name = None if filed is None else names[filed]
        rechecking.file_blind(store, latest.id, waiting.letter_id, person.id, name, NOW)
    pair = (min(one, other), max(one, other))
    state = get_state(store, person.id, NOW)
    assert state.mixed == (MixUp(pair, letters=3, of=seen + 1),)


def test_it_compares_two_people_on_the_same_letters(
    store: Store, varied: list[int], person: Person
) -> None:
    read_queue(store, person, wrong=3)
    other = add_person(store, "ben@example.com", Role.AGENT)
    assert get_state(store, other.id, NOW).waiting == 0
    read_queue(store, other)
    (pair,) = get_state(store, person.id, NOW).pairs
    assert pair.people == ("Ada", "Ben")
    assert pair.agreement == Agreement(27, 30)
    assert pair.kappa is not None
    assert 0.8 < pair.kappa < 0.95
    assert get_state(store, person.id, NOW).overall == Agreement(27, 30)


def test_it_leaves_skipped_letters_to_others(
    store: Store, varied: list[int], person: Person
) -> None:
    latest = store.rechecks.find_latest()
    assert latest
    first = store.rechecks.find_waiting(latest.id, person.id)[0]
    rechecking.skip(store, latest.id, first.letter_id, person.id, NOW)
    assert get_state(store, person.id, NOW).waiting == 29
    other = add_person(store, "ben@example.com", Role.AGENT)
    assert get_state(store, other.id, NOW).waiting == 30


def test_it_takes_one_answer_of_each_person(
    store: Store, varied: list[int], person: Person
) -> None:
    latest = store.rechecks.find_latest()
    assert latest
    letter_id = store.rechecks.find_waiting(latest.id, person.id)[0].letter_id
    where = (store, latest.id, letter_id, person.id)
    with pytest.raises(Refused, match="No topic is called"):
        rechecking.file_blind(*where, "Nonsense", NOW)
    answer = rechecking.file_blind(*where, f" {NAMES[0].upper()} ", NOW)
    with pytest.raises(Conflict):
        rechecking.file_blind(*where, None, NOW)
    with pytest.raises(NotFound):
        rechecking.file_blind(store, latest.id, 999, person.id, None, NOW)
    rechecking.take_back(store, answer, person.id)
    assert get_state(store, person.id, NOW).waiting == 30


def test_it_corrects_only_when_asked_and_undoes_it_exactly(
    store: Store, varied: list[int], person: Person
) -> None:
    latest = store.rechecks.find_latest()
    assert latest
    letter_id = store.rechecks.find_waiting(latest.id, person.id)[0].letter_id
    before = store.assignments.find_for_letter(letter_id)
    other = next(one for one in varied if one != before[0].topic_id)
    name = store.topics.get_topic(other).name
    where = (store, latest.id, letter_id, person.id)
    answer = rechecking.file_blind(*where, name, NOW)
    assert store.assignments.find_for_letter(letter_id) == before
    event = rechecking.make_correction(store, answer, person.id, NOW)
    (placed,) = store.assignments.find_for_letter(letter_id)
    assert (placed.topic_id, placed.origin) == (other, Origin.PERSON)
    with pytest.raises(Refused, match="already"):
        rechecking.make_correction(store, answer, person.id, NOW)
    with pytest.raises(Refused, match="undo the correction"):
        rechecking.take_back(store, answer, person.id)
    undo_event(store, event, person.id, NOW)
    (again,) = store.assignments.find_for_letter(letter_id)
    assert (again.topic_id, again.origin) == (before[0].topic_id, Origin.MODEL)
    assert not store.rechecks.get_answer(answer).is_corrected


def test_it_takes_a_letter_out_that_belongs_to_none(
    store: Store, varied: list[int], person: Person
) -> None:
    answer = read_queue(store, person, wrong=1)[0]
    letter_id = store.rechecks.get_answer(answer).letter_id
    rechecking.make_correction(store, answer, person.id, NOW)
    assert store.assignments.find_for_letter(letter_id) == ()


def test_it_sees_a_merge_as_agreement(
    store: Store, varied: list[int], person: Person
) -> None:
    read_queue(store, person)
    life.merge(store, varied[0], varied[1], person.id, NOW)
    state = get_state(store, person.id, NOW)
    assert state.overall == Agreement(30, 30)
    assert varied[0] not in state.by_topic


def test_a_letter_that_a_person_filed_blind_stays_when_its_import_goes(
    store: Store, varied: list[int], person: Person
) -> None:
    latest = store.rechecks.find_latest()
    assert latest
    filed, skipped, *_ = store.rechecks.find_waiting(latest.id, person.id)
    where = store, latest.id
    rechecking.file_blind(*where, filed.letter_id, person.id, NAMES[0], NOW)
    rechecking.skip(*where, skipped.letter_id, person.id, NOW)
    assert store.imports.undo(1, NOW) == (39, (filed.letter_id,))


def test_two_processes_that_draw_at_once_draw_once(
    store: Store, varied: list[int]
) -> None:
    drawn: list[int | None] = []

    def draw() -> None:
        with Store(store.path) as own:
            drawn.append(rechecking.draw_if_due(own, APRIL, 7))

    late = Thread(target=draw)
    with store.transaction():
        late.start()
        sleep(0.3)
        rechecking.draw(store, APRIL, 7)
    late.join()
    assert drawn == [None]
