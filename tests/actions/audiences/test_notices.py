"""Closing the loop: who was told what, who was not, who answered since."""

import csv
import io
from datetime import date

import pytest

from feedback.actions.audiences.notices import (
    Record,
    export_untold,
    tell_audience,
    tell_listed,
)
from feedback.actions.audiences.writer_files import Line, read_lines
from feedback.actions.plans.planning import plan_action, start_action
from feedback.errors import NotFound, Refused
from feedback.people.privacy import erase_writer
from feedback.store.notices import Answer, Standing, Told
from feedback.types import Link, MeasureKind
from tests.worlds import noon

TODAY = date(2026, 3, 2)
DONE = Told(Answer.DONE, "The double charge is mended.", TODAY)


@pytest.fixture
def loop(world):
    """Ten writers on the first topic, two on the second."""
    world.fill([(10, 2, 0, 0)])
    return world


def record(world, action_id=None, topic=0):
    return Record(world.topics[topic], world.lead, noon(TODAY), action_id)


def keys(*numbers):
    return "key\n" + "".join(f"W0-0-{n}@example.com\n" for n in numbers)


def standings(world, topic=0):
    counts = world.store.notices.count_standings(world.topics[topic])
    return {standing.value: n for standing, n in counts.items() if n}


def start(world, **changes):
    plan = {
        "link": Link.RECALL,
        "measure": MeasureKind.RETURNS,
        "audience_query": '"charged twice"',
        "holdout_share": 0.3,
        "due_on": date(2026, 5, 1),
    }
    action_id = plan_action(
        world.store, world.plan(**{**plan, **changes}), noon(TODAY), seed=7
    )
    return start_action(world.store, action_id, 1, noon(TODAY))


def test_it_counts_everybody_as_not_told_at_first(loop):
    assert standings(loop) == {"untold": 10}


def test_it_records_whom_the_mailing_tool_names(loop):
    recorded = tell_listed(loop.store, record(loop), DONE, keys(0, 1, 2, 2, 77))
    assert (recorded.writers, recorded.passed_over) == (3, 1)
    assert standings(loop) == {"untold": 7, "told": 3}
    [notice] = loop.store.notices.find_notices(loop.topics[0])
    assert (notice.told, notice.writers, notice.person) == (DONE, 3, "Ana")


def test_it_takes_the_day_beside_a_writer(loop):
    content = "address,told_on\nw0-0-0@example.com,2026-02-27\nw0-0-1@example.com,\n"
    tell_listed(loop.store, record(loop), DONE, content)
    days = [n.told.told_on for n in loop.store.notices.find_notices(loop.topics[0])]
    assert days == [TODAY, date(2026, 2, 27)]


def test_it_tells_an_audience_without_its_holdout(loop):
    action = start(loop)
    recorded = tell_audience(loop.store, record(loop, action.id), DONE)
    assert recorded.writers == action.audience_size
    assert standings(loop) == {
        "told": action.audience_size,
        "held_out": action.holdout_size,
    }
    [notice] = loop.store.notices.find_of_action(action.id)
    assert notice.action == action.plan.title


def test_it_shows_the_latest_that_somebody_was_told(loop):
    earlier = Told(Answer.LATER, "", date(2026, 2, 1))
    tell_listed(loop.store, record(loop), DONE, keys(0))
    tell_listed(loop.store, record(loop), earlier, keys(0))
    [found] = loop.store.notices.find_writers(loop.topics[0], [Standing.TOLD])
    assert found.told == DONE


def test_it_knows_who_answered_since(loop):
    tell_listed(loop.store, record(loop), DONE, keys(0, 1))
    loop.write_again(["w0-0-0@example.com"], date(2026, 3, 9))
    assert standings(loop) == {"untold": 8, "told": 1, "answered": 1}
    [found] = loop.store.notices.find_writers(loop.topics[0], [Standing.ANSWERED])
    assert found.key == "w0-0-0@example.com"
    letter = loop.store.letters.get_letter(found.answer_letter_id)
    assert letter.written_at == noon(date(2026, 3, 9))


def test_it_takes_a_machines_reply_for_no_answer(loop):
    tell_listed(loop.store, record(loop), DONE, keys(0))
    loop.write_again(["w0-0-0@example.com"], date(2026, 3, 9))
    loop.store._db.execute("UPDATE letters SET is_automatic = 1 WHERE id = 13")
    assert standings(loop) == {"untold": 9, "told": 1}


def test_it_exports_who_still_waits_and_may_be_told(loop):
    loop.store._db.execute("UPDATE writers SET do_not_contact = 1 WHERE id = 1")
    loop.store._db.execute("UPDATE writers SET name = '=cmd' WHERE id = 2")
    tell_listed(loop.store, record(loop), DONE, keys(5, 6))
    content = export_untold(loop.store, loop.topics[0])
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == 7
    assert rows[0]["name"] == "'=cmd"
    assert standings(loop) == {"untold": 7, "told": 2, "silent": 1}
    tell_listed(loop.store, record(loop), DONE, content)
    assert standings(loop) == {"told": 9, "silent": 1}


def test_it_keeps_notices_through_a_merge_and_back(loop):
    tell_listed(loop.store, record(loop), DONE, keys(0))
    first, second = loop.topics[:2]
    loop.store._db.execute(
        "UPDATE topics SET merged_into = ? WHERE id = ?", [second, first]
    )
    assert standings(loop, 1) == {"untold": 11, "told": 1}
    loop.store._db.execute("UPDATE topics SET merged_into = NULL")
    assert standings(loop) == {"untold": 9, "told": 1}
    assert standings(loop, 1) == {"untold": 2}


def test_it_takes_back_what_was_a_mistake(loop):
    tell_listed(loop.store, record(loop), DONE, keys(0))
    [notice] = loop.store.notices.find_notices(loop.topics[0])
    with pytest.raises(NotFound):
        loop.store.notices.remove(loop.topics[1], notice.id)
    loop.store.notices.remove(loop.topics[0], notice.id)
    assert standings(loop) == {"untold": 10}


def test_it_leaves_out_who_was_erased(loop):
    tell_listed(loop.store, record(loop), DONE, keys(0, 1))
    erase_writer(loop.store, "w0-0-0@example.com", noon(TODAY))
    assert standings(loop) == {"untold": 8, "told": 1}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "needs a column"),
        ("name\nAda\n", "needs a column"),
        ("key\nnobody@example.com\n", "None of them"),
        ("key\nw0-1-0@example.com\n", "None of them"),
        ("key,told_on\nw0-0-0@example.com,yesterday\n", "Line 2"),
        ("key,told_on\nw0-0-0@example.com,2026-03-03\n", "lies ahead"),
    ],
)
def test_it_refuses_what_it_cannot_record(loop, content, problem):
    with pytest.raises(Refused, match=problem):
        tell_listed(loop.store, record(loop), DONE, content)
    assert loop.store.notices.find_notices(loop.topics[0]) == ()


def test_it_refuses_an_audience_that_is_none(loop):
    with pytest.raises(Refused, match="Choose an action"):
        tell_audience(loop.store, record(loop), DONE)
    action = start(
        loop, audience_query="", holdout_share=0, measure=MeasureKind.LETTERS
    )
    with pytest.raises(Refused, match="no audience"):
        tell_audience(loop.store, record(loop, action.id), DONE)
    with pytest.raises(NotFound):
        tell_audience(loop.store, record(loop, 99), DONE)
    with pytest.raises(NotFound):
        export_untold(loop.store, 99)


@pytest.mark.parametrize(
    "content",
    [
        "key\nA@example.com\n",
        "\ufeffEmail,Name\na@example.com,Ada\n",
        "a@example.com\na@example.com\n",
        "name,address,arm\nAda,a@example.com,audience\nBo,b@example.com,holdout\n",
        'key\n" a@example.com "\n\n',
    ],
)
def test_it_reads_lists_however_they_come(content):
    assert read_lines(content) == (Line("a@example.com"),)
