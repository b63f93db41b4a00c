"""Uploaded lists: who is on them, and an audience drawn from them."""

from datetime import date

import pytest

from feedback.actions.audiences.finding import find_audience, read_query
from feedback.actions.audiences.writer_lists import (
    list_chosen,
    matching_query,
    upload_list,
)
from feedback.actions.plans.planning import plan_action, start_action
from feedback.errors import NotFound, Refused
from feedback.types import Direction, LetterFilter, Link, MeasureKind
from tests.worlds import noon

TODAY = date(2026, 3, 2)


@pytest.fixture
def listed(world):
    """Ten writers on each of two topics; a list of three of each and a stranger."""
    world.fill([(10, 10, 0, 0)])
    names = [f"w0-{topic}-{n}@example.com" for topic in (0, 1) for n in range(3)]
    content = "\n".join([*names, "stranger@example.com"])
    upload_list(world.store, "June", content, world.lead, noon(TODAY))
    return world


def test_it_keeps_known_writers_and_counts_the_rest(listed):
    [found] = listed.store.writer_lists.find_lists()
    assert (found.name, found.writers, found.unknown) == ("June", 6, 1)
    assert found.person == "Ana"


def test_it_is_an_audience_alone_or_with_a_search(listed):
    def size(query):
        return len(find_audience(listed.store, query, TODAY).members)

    assert size("list:1") == 6
    assert size('list:1 "charged twice"') == 3
    assert size("list:1 inactive:30") == 6
    assert size("list:1 active:30") == 0
    assert size("list:9") == 0


def test_it_holds_writers_without_letters_too(listed):
    listed.store.writers.record_life("quiet@example.com", None, "")
    upload_list(
        listed.store, "Quiet", "key\nquiet@example.com", listed.lead, noon(TODAY)
    )
    assert find_audience(listed.store, "list:2", TODAY).found == 1
    assert find_audience(listed.store, "list:2 charged", TODAY).found == 0


def test_it_is_drawn_at_the_start_and_then_no_longer_needed(listed):
    plan = listed.plan(
        link=Link.RECALL,
        measure=MeasureKind.RETURNS,
        direction=Direction.UP,
        audience_query="list:1",
        holdout_share=0.5,
        due_on=date(2026, 5, 1),
    )
    action_id = plan_action(listed.store, plan, noon(TODAY), seed=7)
    action = start_action(listed.store, action_id, 1, noon(TODAY))
    assert (action.audience_size, action.holdout_size) == (3, 3)
    listed.store.writer_lists.remove(1)
    assert len(listed.store.audiences.find_members(action_id)) == 6


def test_it_refuses_a_list_of_strangers_or_a_taken_name(listed):
    for name, content in (
        ("New", "key\nnobody\n"),
        ("June", "key\nw0-0-0@example.com"),
    ):
        with pytest.raises(Refused):
            upload_list(listed.store, name, content, listed.lead, noon(TODAY))
    with pytest.raises(NotFound):
        listed.store.writer_lists.remove(9)


def test_it_reads_a_search_with_a_list():
    assert read_query("list:3").wanted is None
    assert read_query("list:3 refund").list_id == 3
    assert read_query("checklist:3").list_id is None


def test_it_keeps_the_writers_of_ticked_letters(listed):
    ids = listed.store.letters.find_ids(LetterFilter(phrases=("charged twice",)))[:4]
    chosen = list_chosen(listed.store, ids, listed.lead, noon(TODAY))
    assert chosen.topic_ids == (listed.topics[0],)
    found = find_audience(listed.store, f"list:{chosen.list_id}", TODAY)
    assert len(found.members) == 4
    [kept, _] = listed.store.writer_lists.find_lists()
    assert kept.name.startswith("Writers of 4 letters, ticked 2026-03-02")


def test_it_names_no_topic_that_few_of_the_letters_have(listed):
    ids = listed.store.letters.find_ids(LetterFilter())
    chosen = list_chosen(listed.store, ids[8:20], listed.lead, noon(TODAY))
    assert len(chosen.topic_ids) == 1


def test_it_lists_nobody_for_no_letters(listed):
    with pytest.raises(Refused, match="Tick the letters first"):
        list_chosen(listed.store, [], listed.lead, noon(TODAY))
    with pytest.raises(Refused, match="search first"):
        matching_query("  ")
