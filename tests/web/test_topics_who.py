"""What stands beside a topic leads to the letters behind it."""

import re
from dataclasses import replace
from html import unescape

from flask.testing import FlaskClient

from feedback.people import writers
from feedback.store import Store
from feedback.topics.filing.corrections import file_letter
from feedback.topics.fitting import record_grouping
from feedback.topics.life import life
from feedback.types import Person
from tests.builders import receive_letters
from tests.topics.conftest import NOW, grouping_of, receive_plain, record
from tests.web.test_topics_pages import text_of


def test_writers_and_how_sure_it_is_lead_to_the_letters(
    client: FlaskClient, store: Store, letters: list[int]
) -> None:
    record(store, {"Charged": letters[:3]})
    (topic,) = store.topics.find_topics()
    page = text_of(client, f"/topics/{topic.id}")
    hrefs = re.findall(r'href="(/letters/\?q=[^"]+)"', page)
    sure, writer = (
        next(unescape(href) for href in hrefs if word in href)
        for word in ("placed:high", "writer:")
    )
    assert "3 letters, 3 writers" in text_of(client, sure)
    assert "1 letter, 1 writer" in text_of(client, writer)
    assert "placed:low" not in page


def test_segments_lead_to_the_letters_of_those_in_them(
    client: FlaskClient, store: Store, letters: list[int], person: Person
) -> None:
    record(store, {"Charged": letters[:4]})
    (topic,) = store.topics.find_topics()
    first, second, third = (store.letters.get_letter(n).writer for n in letters[:3])
    for writer in (first, second):
        store.writers.record_life(writer.key, None, "Plus & more")
    writers.merge(store, first.id, third.key, person.id, NOW)
    page = text_of(client, f"/topics/{topic.id}")
    (href,) = re.findall(r'href="(/letters/\?q=[^"]+segment:[^"]+)"', page)
    assert "Plus &amp; more</bdi></a> <span" in page
    assert "3 letters, 2 writers" in text_of(client, unescape(href))
    other_case = "/letters/?q=segment:%22plus%20%26%20MORE%22"
    assert "3 letters, 2 writers" in text_of(client, other_case)


def test_what_was_done_long_ago_can_still_be_undone(
    client: FlaskClient, store: Store, person: Person
) -> None:
    letters = receive_plain(store, 40)
    record(store, {"Plan": letters[:5], "Bad": letters[5:10]})
    topic, *_ = store.topics.find_topics()
    renamed = life.rename(store, topic.id, "Plans", person.id, NOW)
    for letter_id in letters[10:]:
        file_letter(store, letter_id, topic.id, person.id, NOW)
    undo = f'action="/topics/events/{renamed}/undo"'
    page = text_of(client, f"/topics/{topic.id}")
    assert undo not in page
    assert f'href="/topics/{topic.id}?history=all#history"' in page
    assert undo in text_of(client, f"/topics/{topic.id}?history=all")


def test_a_rival_on_which_the_letter_stands_too_is_no_other_place(
    client: FlaskClient, store: Store, letters: list[int]
) -> None:
    """Two topics of one passage would else be each other's unlikely rivals."""
    record(store, {"Charged": letters[:4], "Refund": letters[3:]})
    alone, both = (text_of(client, f"/letters/{one}") for one in letters[2:4])
    assert "<bdi>Refund</bdi>, 10 %" in alone
    assert "<bdi>Refund</bdi>, where the letter stands too" in both
    assert "<bdi>Charged</bdi>, where the letter stands too" in both


def test_a_letter_placed_by_its_subject_says_so(
    client: FlaskClient, store: Store
) -> None:
    letters = receive_letters(store, [("Your PLAN", f"Bad, {n} times") for n in "abcd"])
    grouping = grouping_of({"Plan": letters})
    found = tuple(replace(one, start=0, end=0) for one in grouping.found)
    fit_id = store.fits.start(0, "test-1", NOW)
    record_grouping(store, fit_id, replace(grouping, found=found), NOW)
    page = text_of(client, f"/letters/{letters[0]}")
    assert '<mark class="passage" title="Plan">Your PLAN</mark>' in page
    assert "its subject, <q><bdi>Your PLAN</bdi></q>" in page
