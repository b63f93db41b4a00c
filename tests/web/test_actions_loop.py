"""The pages that close the loop, and those of uploaded lists."""

import html
import re
from datetime import date
from io import BytesIO

import pytest

from feedback.types import Role
from tests.web.offices import STARTED, words
from tests.worlds import noon

TOLD = {"answer": "done", "words": "It is mended.", "told_on": "2026-09-10"}


def upload(content, name="told.csv"):
    return BytesIO(content), name


def loop(place):
    return f"/topics/{place.world.topics[0]}/notices"


def test_it_leads_from_topic_and_action_to_who_was_told(office):
    action_id = office.plan()
    for path in (f"/topics/{office.world.topics[0]}", f"/actions/{action_id}"):
        assert f'href="{loop(office)}' in office.get(path).text
    page = words(office.get(loop(office)))
    assert "was told yet what became of it" in page
    assert "Not told yet" in page


def test_it_records_and_takes_back_a_notice(office):
    file = upload(b"key\nw0-0-0@example.com\nw0-0-1@example.com\nnobody\n")
    answer = office.post(loop(office), **TOLD, action_id=0, file=file)
    assert answer.status_code == 303
    page = words(office.get(loop(office)))
    assert "2 of 1,5" in page
    assert "Recorded for 2 writers of the topic; 1 other never wrote" in page
    told = words(office.get(f"{loop(office)}?who=told"))
    assert "it is done. It is mended." in told
    exported = office.get(f"/topics/{office.world.topics[0]}/untold.csv").text
    assert "w0-0-0@" not in exported
    assert "w0-0-2@" in exported
    assert office.post(f"{loop(office)}/1/remove").status_code == 303
    assert "Nobody of" in words(office.get(loop(office)))


def test_it_records_an_actions_audience(office):
    recall = {"audience_query": '"charged twice"', "holdout_percent": "30"}
    action_id = office.plan(**recall)
    office.start(action_id)
    office.post(loop(office), **TOLD, action_id=action_id)
    page = words(office.get(loop(office)))
    assert "through Fix double charge" in page
    assert "Held out" in page
    assert "told that it is done" in words(office.get(f"/actions/{action_id}"))


def test_it_pages_through_the_writers(office):
    first = office.get(loop(office)).text
    assert "from=25" in first
    second = office.get(f"{loop(office)}?who=untold&from=25")
    assert "w0-0-0@" not in second.text
    for strange in ("?from=-5", "?from=99999999999999999999", "?who=%00", "?from=x"):
        assert office.get(loop(office) + strange).status_code == 200


@pytest.mark.parametrize(
    "form",
    [
        {},
        {**TOLD, "action_id": 0},
        {**TOLD, "action_id": 77},
        {**TOLD, "answer": "maybe", "action_id": 0},
        {**TOLD, "told_on": "2027-01-01", "action_id": 0},
    ],
)
def test_it_refuses_a_notice_to_nobody(office, form):
    assert office.post(loop(office), **form).status_code == 422
    assert office.get("/topics/999/notices").status_code == 404
    broken = office.post(
        loop(office), **TOLD, action_id=0, file=upload(b"\xff\xfe\x00")
    )
    assert broken.status_code == 422


def test_it_plans_for_an_uploaded_list(office):
    file = upload(b"w0-0-0@example.com\nw0-0-1@example.com\nnew@example.com\n")
    assert office.post("/lists/", name="Left <June>", file=file).status_code == 303
    page = office.get("/lists/")
    assert "Left &lt;June&gt;" in page.text
    assert "1 other is not known here" in words(page)
    plan = office.get("/actions/plan?q=list:1")
    assert "2 writers would be in it" in words(plan)
    assert office.post("/lists/1/remove").status_code == 303
    assert "No list was uploaded yet" in office.get("/lists/").text


def test_it_lets_only_agents_record_or_upload(office):
    viewer = office.world.store.people.add(
        "vi@example.com", "Vi", Role.VIEWER, noon(STARTED)
    )
    client = office.client(viewer.id)
    topic = f"/topics/{office.world.topics[0]}"
    assert client.get(f"{topic}/notices").status_code == 200
    for path in ("/lists/", f"{topic}/untold.csv"):
        assert client.get(path).status_code == 403
    for path in (f"{topic}/notices", f"{topic}/notices/1/remove", "/lists/1/remove"):
        assert client.post(path).status_code == 403


def test_it_knows_the_day_by_the_clock(office):
    office.go_to(date(2026, 9, 20))
    assert 'value="2026-09-20"' in office.get(loop(office)).text


def test_it_leads_to_the_letters_of_a_writer_on_the_topic(office):
    page = office.get(loop(office)).text
    [link] = set(re.findall(r'href="(/letters/\?q=[^"]+w0-0-0[^"]+)"', page))
    letters = words(office.get(html.unescape(link)))
    assert "1 letter" in letters
