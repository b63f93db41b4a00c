"""Splitting a topic by hand: letters ticked on several pages."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from feedback.store import Store
from feedback.topics.fitting import record_grouping
from tests.builders import receive_letters
from tests.topics.conftest import (
    NOW,
    fitted,
    grouping_of,
    many,
    receive_plain,
    record,
)
from tests.web.test_topics_pages import text_of

__all__ = ["fitted", "many"]

TICKED = re.compile(r'name="letter_ids" value="(\d+)" checked')


@pytest.fixture
def long(store: Store) -> int:
    """A topic of more letters than one page shows; returns its id."""
    record(store, {"Long": receive_plain(store, 130)})
    return store.topics.find_topics()[0].id


def turn(client: FlaskClient, page: str, topic_id: int, data: dict[str, object]) -> str:
    """Press the last button under the letters and return the address it leads to."""
    cursors = re.findall(r'name="cursor" value="([^"]*)"', page)
    answer = client.post(
        f"/topics/{topic_id}/split/pages", data={**data, "cursor": cursors[-1]}
    )
    assert answer.status_code == 303
    return str(answer.location)


def test_ticks_and_the_name_hold_from_page_to_page(
    client: FlaskClient, store: Store, long: int
) -> None:
    first = text_of(client, f"/topics/{long}/split")
    shown = re.findall(r'name="letter_ids" value="(\d+)"', first)
    assert len(shown) == 100
    ticks = {"letter_ids": shown[:2], "name": "Own & new"}
    second = text_of(client, turn(client, first, long, ticks))
    assert "Ticked on other pages" in second
    assert TICKED.findall(second) == sorted(shown[:2], key=int)
    assert 'value="Own &amp; new"' in second
    older = re.findall(r'name="letter_ids" value="(\d+)">', second)
    assert len(older) == 30
    more = {"letter_ids": [shown[0], older[0]], "name": "Own & new"}
    back = text_of(client, turn(client, second, long, more))
    assert set(TICKED.findall(back)) == {shown[0], older[0]}
    client.post(f"/topics/{long}/split", data=more)
    assert [t.letters for t in store.topics.find_topics()] == [128, 2]


def test_ticked_letters_move_to_a_topic_there_is(
    client: FlaskClient, store: Store, fitted: list[int], many: list[int]
) -> None:
    page = text_of(client, f"/topics/{fitted[0]}/split")
    assert f'<option value="{fitted[1]}">' in page
    assert f'<option value="{fitted[0]}">' not in page
    data = {"letter_ids": many[:4], "from_id": fitted[0], "topic_id": fitted[1]}
    answer = client.post("/topics/letters", data=data)
    assert answer.location == f"/topics/{fitted[1]}"
    assert store.topics.get_topic(fitted[0]).letters == 6
    assert store.topics.get_topic(fitted[1]).letters == 14


def test_letters_are_told_apart_by_what_they_say_on_the_topic(
    client: FlaskClient, store: Store
) -> None:
    """Letters of several subjects often begin with another."""
    texts = [("", f"I like the app. The plan is bad, {n}.") for n in "abcd"]
    letters = receive_letters(store, texts)
    grouping = grouping_of({"Plan": letters})
    found = tuple(replace(one, start=16, end=35) for one in grouping.found)
    fit_id = store.fits.start(0, "test-1", NOW)
    record_grouping(store, fit_id, replace(grouping, found=found), NOW)
    topic_id = store.topics.find_topics()[0].id
    for query in ("", f"?cursor=0&ticked={letters[0]}"):
        page = text_of(client, f"/topics/{topic_id}/split{query}")
        assert "<bdi>The plan is bad, a" in page
        assert "I like the app" not in page
