"""The digest: a week in words, as data and as mail."""

import shutil
from datetime import date

import pytest

from feedback.actions.plans.planning import plan_action, start_action
from feedback.actions.results.concluding import Conclusion, conclude
from feedback.store import Store
from feedback.summaries.digest import digest_text, weekly_digest
from feedback.topics.alike.copies import look_for_copies
from feedback.topics.filing.corrections import file_letter
from feedback.types import Basis, Origin, Role, SourceKind, TopicState, VerdictKind
from tests.builders import draft
from tests.worlds import noon, open_world

STARTED = noon(date(2026, 9, 10))
DUE = noon(date(2026, 10, 8))
CONCLUSION = Conclusion(
    VerdictKind.IMPROVED, Basis.QUANTITATIVE, "Refund first, then write.", 2
)


@pytest.fixture
def world(year, tmp_path):
    made = open_world(shutil.copy(year, tmp_path / "postbag.db"))
    with made.store:
        yield made


def running(world, **changes):
    action_id = plan_action(world.store, world.plan(**changes), STARTED)
    return start_action(world.store, action_id, 1, STARTED).id


def test_it_sums_up_monday_to_sunday(world):
    digest = weekly_digest(world.store, date(2026, 9, 2), DUE)
    assert (digest.since, digest.until) == (date(2026, 8, 31), date(2026, 9, 6))
    assert digest.letters.letters > 100
    assert digest.letters_before > 100


def test_what_a_writer_repeats_counts_once_as_in_trends(tmp_path):
    week = date(2026, 8, 31)
    body = "I was charged twice for the same month, and nobody answers my letters."
    texts = [(body, draft(0).writer)] * 4 + [("Where is it?", draft(9).writer)]
    with Store(tmp_path / "postbag.db") as store:
        import_id = store.imports.start("a", SourceKind.FILE, "a.csv", DUE)
        letters = [
            draft(n, body=text, writer=writer, written_at=noon(week))
            for n, (text, writer) in enumerate(texts)
        ]
        store.letters.receive(import_id, letters, DUE)
        person = store.people.add("ann@example.com", "Ann", Role.AGENT, DUE)
        topic_id = store.topics.add("Twice", Origin.PERSON, TopicState.ACTIVE, DUE)
        for letter_id in range(1, 5):
            file_letter(store, letter_id, topic_id, person.id, DUE)
        look_for_copies(store)
        digest = weekly_digest(store, week, DUE)
    assert (digest.letters.letters, digest.letters.writers) == (2, 2)
    assert [item.letters for item in digest.topics] == [1]
    assert digest.sureness[0].startswith("2 letters: ")


def test_it_stops_at_now_while_the_week_runs(world):
    digest = weekly_digest(world.store, DUE.date(), DUE)
    assert (digest.since, digest.until) == (date(2026, 10, 5), date(2026, 10, 8))


def test_it_names_the_topic_that_fell_with_a_quote(world):
    digest = weekly_digest(world.store, date(2026, 10, 4), DUE)
    assert not digest.is_quiet
    changed = {item.topic.name: item for item in digest.topics}
    item = changed["Charged twice"]
    assert item.sentence.startswith("-")
    assert "letters a week before" in item.sentence
    assert item.quote.text == "I was charged twice for the same month."


def test_it_says_so_when_nothing_changed(world):
    digest = weekly_digest(world.store, date(2026, 7, 1), DUE)
    if digest.is_quiet:
        assert "No topic changed beyond chance" in digest_text(digest)
        assert all(item.sentence == "" for item in digest.topics)


def test_it_lists_what_waits_for_a_decision(world):
    store = world.store
    action_id = running(world)
    store.topics.set_state(
        world.topics[1], TopicState.ESCALATING, "14 letters since Thursday."
    )
    waiting = weekly_digest(store, DUE.date(), DUE).decisions
    assert [(d.noun, d.noun_id) for d in waiting] == [
        ("topic", world.topics[1]),
        ("action", action_id),
    ]
    conclude(store, action_id, CONCLUSION, world.lead, DUE)
    digest = weekly_digest(store, DUE.date(), DUE)
    assert [d.noun for d in digest.decisions] == ["topic", "result"]
    assert [item.result.verdict for item in digest.concluded] == ["improved"]
    assert digest.coverage.quantitative == 1


def test_it_tells_what_started_and_what_falls_due(world):
    action_id = running(world, due_on=date(2026, 9, 18))
    digest = weekly_digest(world.store, STARTED.date(), STARTED)
    assert [a.id for a in digest.started] == [action_id]
    later = weekly_digest(world.store, date(2026, 9, 13), noon(date(2026, 9, 13)))
    assert [a.id for a in later.due] == [action_id]


def test_it_fits_a_mail(world):
    conclude(world.store, running(world), CONCLUSION, world.lead, DUE)
    text = digest_text(weekly_digest(world.store, DUE.date(), DUE))
    assert all(len(line) <= 72 for line in text.splitlines())
    for part in ("What changed", "To decide", "Concluded", "Coverage", "How sure"):
        assert f"\n{part}" in text
    assert "Fix double charge: improved." in " ".join(text.split())


def test_it_asks_what_work_without_a_result_was_for(world):
    running(world, due_on=date(2026, 10, 1))
    text = digest_text(weekly_digest(world.store, DUE.date(), DUE), limit_share=0.4)
    assert "What was it for?" in text


def test_it_writes_a_digest_of_nothing(store):
    text = digest_text(weekly_digest(store, DUE.date(), DUE))
    assert "0 letters from 0 writers" in text
    assert "No topics were fitted yet." in text


def test_it_leads_from_a_silent_week_to_the_last_letter(world):
    later = noon(date(2027, 6, 1))
    digest = weekly_digest(world.store, later.date(), later)
    assert digest.silent_since == date(2026, 10, 7)
    assert "the last was written on 7 October 2026" in digest_text(digest)
