"""The pages of topics and trends, and everything that people do on them."""

import html
import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.inbox.triage import move_letters
from feedback.store import Store
from feedback.topics.filing import corrections
from feedback.topics.life import life
from feedback.topics.portraits import assignments_of
from feedback.types import (
    LetterFilter,
    Person,
    Role,
    SourceKind,
    TopicState,
    TriageState,
)
from tests.builders import draft
from tests.conftest import NOW, add_person, sign_in
from tests.topics.conftest import NAMES, receive_plain, record

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def fitted(store: Store) -> list[int]:
    """Four topics of ten letters each; returns their ids in order."""
    many = receive_plain(store, 40)
    record(store, {name: many[n * 10 : n * 10 + 10] for n, name in enumerate(NAMES)})
    return [topic.id for topic in store.topics.find_topics()]


def text_of(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return re.sub(r"\s+", " ", response.text)


def test_where_letters_come_from_leads_to_them(
    client: FlaskClient, fitted: list[int]
) -> None:
    page = text_of(client, f"/topics/{fitted[0]}")
    for value in ("plain", "English"):
        link = re.search(rf'<a href="([^"]+)"><bdi>{value}</bdi></a>', page)
        assert link
        assert "10 letters, 10 writers" in text_of(client, html.unescape(link[1]))


def test_a_topic_nobody_writes_about_shows_its_own_last_weeks(
    client: FlaskClient, store: Store
) -> None:
    """Other topics have letters of today."""
    drafts = [
        draft(n, body=f"Old {n}", written_at=datetime(2025, 3, n + 1, tzinfo=UTC))
        for n in range(8)
    ]
    import_id = store.imports.start("old", SourceKind.FILE, "old.csv", NOW)
    store.letters.receive(import_id, drafts, NOW)
    old = store.letters.find_ids(LetterFilter(import_id=import_id))
    record(store, {"Old": old, "Plain": receive_plain(store, 40)})
    number = next(t.id for t in store.topics.find_topics() if t.name == "Old")
    page = text_of(client, f"/topics/{number}")
    assert "No letters since the week of 3 Mar 2025; here is what came before" in page
    assert f"/letters/?q=topic:{number}+after:2025-03-03+before:2025-03-09" in page
    assert "No letters" not in text_of(client, f"/topics/{3 - number}")


def test_it_says_how_to_find_the_first_topics(client: FlaskClient) -> None:
    assert "No topics yet" in text_of(client, "/topics/")
    assert "No trends yet" in text_of(client, "/trends/")


def test_it_lists_topics_with_counts_and_coverage(
    client: FlaskClient, fitted: list[int]
) -> None:
    page = text_of(client, "/topics/")
    assert all(name in page for name in NAMES)
    assert "40 placed (100 %)" in page
    assert "Accept all 4" in page
    assert page.count('class="sparkline"') == 4


def test_it_shows_a_topic_with_quotes_words_picture_and_table(
    client: FlaskClient, fitted: list[int]
) -> None:
    page = text_of(client, f"/topics/{fitted[0]}")
    assert "10 letters, 10 writers" in page
    assert "Letter number" in page
    assert '<svg id="chart-trend"' in page or 'class="chart"' in page
    assert f"/letters/?q=topic:{fitted[0]}+after:2026-02-02+before:2026-02-08" in page
    assert "The same as a table" in page
    assert "<script>" not in page
    assert "style=" not in page


def test_it_knows_no_other_topic(client: FlaskClient) -> None:
    for path in ("/topics/9", "/topics/9/split", "/topics/9/merge?into=8"):
        assert client.get(path).status_code == 404


def test_it_accepts_one_and_all(
    client: FlaskClient, store: Store, fitted: list[int]
) -> None:
    client.post(f"/topics/{fitted[0]}/state", data={"state": "accepted"})
    assert store.topics.get_topic(fitted[0]).state is TopicState.ACTIVE
    page = text_of(client, "/topics/")
    form = re.search(r'<form[^>]*class="line-form">.*?Accept all 3</button>', page)
    assert form
    waiting = re.findall(r'name="topic_ids" value="(\d+)"', form[0])
    assert waiting == [str(topic_id) for topic_id in fitted[1:]]
    data = {"topic_ids": waiting}
    done = client.post("/topics/together/accept", data=data, follow_redirects=True).text
    assert "3 topics accepted" in done
    assert store.topics.count_states()[TopicState.PROPOSED] == 0
    undo = re.search(r'action="(/topics/together/undo[^"]*)"', done)
    assert undo
    client.post(html.unescape(undo[1]))
    assert store.topics.count_states()[TopicState.PROPOSED] == 3


def test_it_renames_and_undoes_it(
    client: FlaskClient, store: Store, fitted: list[int]
) -> None:
    path = f"/topics/{fitted[0]}"
    page = client.post(
        f"{path}/rename", data={"name": HOSTILE}, follow_redirects=True
    ).text
    assert HOSTILE not in page
    assert "named by a person" in page
    undo = re.search(r'action="(/topics/events/\d+/undo)"', page)
    assert undo
    client.post(undo[1], data={"back": path})
    assert store.topics.get_topic(fitted[0]).name == NAMES[0]


@pytest.mark.parametrize("name", ["", NAMES[1], "x" * 121])
def test_it_refuses_names_with_a_reason(
    client: FlaskClient, fitted: list[int], name: str
) -> None:
    response = client.post(f"/topics/{fitted[0]}/rename", data={"name": name})
    assert response.status_code == 422


def test_it_merges_after_a_look_and_unmerges(
    client: FlaskClient, store: Store, fitted: list[int]
) -> None:
    first, second = fitted[:2]
    look = text_of(client, f"/topics/{first}/merge?into={second}")
    assert "Nothing is moved" in look
    merged = client.post(
        f"/topics/{first}/merge", data={"into_id": second}, follow_redirects=True
    ).text
    assert "20 letters" in merged
    assert "speaks for it" in text_of(client, f"/topics/{first}")
    client.post(f"/topics/{first}/unmerge")
    assert store.topics.get_topic(second).letters == 10
    assert client.get(f"/topics/{first}/merge").status_code == 303


def test_it_splits_the_ticked_letters_off(
    client: FlaskClient, store: Store, fitted: list[int]
) -> None:
    letters = store.letters.find_ids(LetterFilter(topic_id=fitted[0]), limit=3)
    page = text_of(client, f"/topics/{fitted[0]}/split")
    assert page.count('name="letter_ids"') == 10
    data = {"name": "Charged thrice", "letter_ids": [str(one) for one in letters]}
    after = client.post(
        f"/topics/{fitted[0]}/split", data=data, follow_redirects=True
    ).text
    assert "<bdi>Charged thrice</bdi>" in after
    assert store.topics.get_topic(fitted[0]).letters == 7
    nothing = client.post(f"/topics/{fitted[0]}/split", data={"name": "Empty"})
    assert nothing.status_code == 422


def test_the_undo_of_a_split_is_its_own_though_the_topic_was_merged_meanwhile(
    client: FlaskClient, store: Store, fitted: list[int], person: Person
) -> None:
    """The page stood open while somebody else merged the topic."""
    letters = store.letters.find_ids(LetterFilter(topic_id=fitted[0]), limit=4)
    for name, ticked in (("One", letters[:2]), ("Two", letters[2:])):
        data = {"name": name, "letter_ids": [str(one) for one in ticked]}
        after = client.post(
            f"/topics/{fitted[0]}/split", data=data, follow_redirects=True
        ).text
        if name == "One":
            life.merge(store, fitted[0], fitted[1], person.id, NOW)
    undo = re.search(r'action="(/topics/events/\d+/undo)"', after)
    assert undo
    assert "split off into “Two”" in client.post(undo[1], follow_redirects=True).text


def test_it_puts_a_topic_into_a_state_with_a_reason(
    client: FlaskClient, fitted: list[int]
) -> None:
    data = {"state": "resolved", "reason": f"Fixed {HOSTILE}"}
    page = client.post(
        f"/topics/{fitted[0]}/state", data=data, follow_redirects=True
    ).text
    assert "Fixed &lt;script&gt;" in page
    client.post(f"/topics/{fitted[0]}/state", data={"state": "archived"})
    assert "1 archived topic" in text_of(client, "/topics/")
    bad = client.post(f"/topics/{fitted[0]}/state", data={"state": "escalating"})
    assert bad.status_code == 422


def test_it_files_letters_and_takes_them_out(
    client: FlaskClient, store: Store, fitted: list[int]
) -> None:
    letter = store.letters.find_ids(LetterFilter(topic_id=fitted[0]), limit=1)[0]
    for topic_id, belongs in ((fitted[0], "no"), (fitted[1], "yes")):
        client.post(
            f"/topics/letters/{letter}",
            data={"topic_id": topic_id, "belongs": belongs, "back": "/topics/"},
        )
    (placed,) = store.assignments.find_for_letter(letter)
    assert (placed.topic_id, placed.person) == (fitted[1], "Ada")
    assert "Corrected by people" in text_of(client, f"/topics/{fitted[1]}")


def test_it_shows_proposals_with_samples_and_follows_them(
    client: FlaskClient, store: Store, fitted: list[int]
) -> None:
    letters = sorted(store.letters.find_ids(LetterFilter(topic_id=fitted[0])))
    record(store, {"Charged": letters[:6], "Plan changed": letters[6:]})
    page = text_of(client, "/topics/")
    assert "4 proposals of fit 2" in page
    assert "Plan changed</bdi></q> (4)" in page
    kinds = {p.kind: p.id for p in store.proposals.find_open()}
    client.post(f"/topics/proposals/{kinds['split']}", data={"decision": "accept"})
    assert store.topics.get_topic(fitted[0]).letters == 6
    client.post(f"/topics/proposals/{kinds['retired']}", data={"decision": "dismiss"})
    listed = text_of(client, "/topics/")
    assert "1 dismissed proposal<" in listed
    assert f'action="/topics/proposals/{kinds["retired"]}/reopen"' in listed
    client.post(f"/topics/proposals/{kinds['retired']}/reopen")
    assert store.proposals.count_open() == 3
    again = client.post(
        f"/topics/proposals/{kinds['split']}", data={"decision": "accept"}
    )
    assert again.status_code == 422


def test_it_asks_for_a_fit_and_shows_that_it_waits(
    client: FlaskClient, store: Store, fitted: list[int]
) -> None:
    page = client.post("/topics/refit", follow_redirects=True).text
    assert "Waiting to start" in page
    job = store.jobs.find_latest("fit")
    assert job
    store.jobs.finish(job.id, "failed", "The disk is full.", NOW)
    assert "The last fit failed" in text_of(client, "/topics/")


@pytest.mark.parametrize("by", ["day", "week", "month"])
@pytest.mark.parametrize("of", ["letters", "writers"])
@pytest.mark.parametrize("share", ["count", "share"])
def test_it_reads_trends_every_way(
    client: FlaskClient, fitted: list[int], by: str, of: str, share: str
) -> None:
    page = text_of(client, f"/trends/?by={by}&of={of}&as={share}")
    assert "Highest: " in page
    assert page.count('class="sparkline"') == 4
    assert "<script>" not in page


def test_trends_lead_to_earlier_letters_and_back(
    client: FlaskClient, fitted: list[int]
) -> None:
    now = text_of(
        client, f"/trends/?by=day&of=writers&topic={fitted[0]}&until=2026-02-05"
    )
    assert "1 Feb 2026" in now
    assert "Earlier</a>" not in now
    later = re.search(r'rel="next" href="([^"]+)"', now)
    assert later
    after = text_of(client, html.unescape(later[1]))
    assert "2 March 2026" in after
    assert 'value="writers" checked' in after
    assert 'rel="next"' not in after
    earlier = text_of(client, "/trends/?by=day&since=2026-02-20")
    link = re.search(r'rel="prev" href="([^"]+)"', earlier)
    assert link
    assert "19 February 2026" in text_of(client, html.unescape(link[1]))


@pytest.mark.parametrize(
    "query",
    [
        "by=hour&of=cats&as=song",
        "since=0001-01-01",
        "until=9999-12-31&by=month",
        "since=tomorrow&until=",
        "since=2026-02-09&until=2026-02-01",
        "topic=999&topic=x",
    ],
)
def test_it_reads_trends_whatever_is_asked(
    client: FlaskClient, fitted: list[int], query: str
) -> None:
    assert client.get(f"/trends/?{query}").status_code == 200


def test_it_draws_the_chosen_topics(client: FlaskClient, fitted: list[int]) -> None:
    page = text_of(client, f"/trends/?topic={fitted[1]}&topic={fitted[2]}")
    assert page.count("checked> <a") == 2


def test_it_shows_hostile_names_as_text_everywhere(
    client: FlaskClient, store: Store, fitted: list[int], person: Person
) -> None:
    life.rename(store, fitted[0], HOSTILE, person.id, NOW)
    life.merge(store, fitted[1], fitted[0], person.id, NOW)
    corrections.refuse_letter(store, 1, fitted[0], person.id, NOW)
    for path in (
        "/topics/",
        "/trends/",
        f"/topics/{fitted[0]}",
        f"/topics/{fitted[1]}",
        f"/topics/{fitted[0]}/split",
        f"/topics/{fitted[2]}/merge?into={fitted[0]}",
    ):
        assert HOSTILE not in text_of(client, path)


def test_the_page_of_a_merged_topic_says_nothing_of_a_trend(
    client: FlaskClient, store: Store, fitted: list[int], person: Person
) -> None:
    """Its letters are counted with those of the topic that speaks for it."""
    assert "The same as a table" in text_of(client, f"/topics/{fitted[0]}")
    life.merge(store, fitted[0], fitted[1], person.id, NOW)
    page = text_of(client, f"/topics/{fitted[0]}")
    assert "This topic is merged" in page
    assert "is read together with all" in page
    for text in ("The same as a table", "No letters in the", "All 10 letters"):
        assert text not in page


def test_a_saved_search_by_name_outlasts_a_merge(
    client: FlaskClient, store: Store, fitted: list[int], person: Person
) -> None:
    life.rename(store, fitted[0], "Double charge", person.id, NOW)
    life.merge(store, fitted[0], fitted[1], person.id, NOW)
    for name in ("Double charge", NAMES[0]):
        page = text_of(client, f'/letters/?q=topic:"{name}"')
        assert "20 letters" in page
        assert "knows no" not in page


def test_it_lets_viewers_read_and_change_nothing(
    app: Flask, store: Store, fitted: list[int]
) -> None:
    viewer = sign_in(app, add_person(store, "vera@example.com", Role.VIEWER))
    page = text_of(viewer, f"/topics/{fitted[0]}")
    assert "Rename" not in page
    letter_id = store.letters.find_ids(LetterFilter(topic_id=fitted[0]), limit=1)[0]
    store.assignments.take([letter_id], fitted[0])
    loose = text_of(viewer, "/topics/loose")
    assert "1 letter." in loose
    assert "checkbox" not in loose
    for path in ("split", f"merge?into={fitted[1]}"):
        assert viewer.get(f"/topics/{fitted[0]}/{path}").status_code == 403
    unsafe = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("topic_edits.")
    ]
    assert len(unsafe) == 14
    for rule in unsafe:
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        assert viewer.post(path).status_code == 403, path
        assert app.test_client().post(path).status_code == 303, path


def test_it_explains_why_a_letter_is_where_it_is(
    app: Flask, store: Store, fitted: list[int]
) -> None:
    letter = store.letters.get_letter(
        min(store.letters.find_ids(LetterFilter(topic_id=fitted[0])))
    )
    with app.test_request_context("/letters/1"):
        part = app.jinja_env.from_string(
            "{% from 'topics/_placements.html' import placements with context %}"
            "{{ placements(letter, assignments, 0, topics, true) }}"
        ).render(
            letter=letter,
            assignments=assignments_of(store, letter.id),
            topics={topic.id: topic.name for topic in store.topics.find_topics()},
        )
    for told in ("Letter number 0 says", "plan", NAMES[1], "10 %", "model of fit 1"):
        assert told in part
    assert f'name="topic_id" value="{fitted[0]}"' in part


@pytest.mark.parametrize(
    ("query", "topics"), [("topic:1", 1), ("topic:1 placed:high", 1), ("has:topic", 4)]
)
def test_a_list_has_the_letters_that_its_topics_count(
    client: FlaskClient,
    store: Store,
    fitted: list[int],
    person: Person,
    query: str,
    topics: int,
) -> None:
    there = store.letters.find_ids(LetterFilter(topic_id=fitted[0]))
    move_letters(store, there[:2], TriageState.NOT_FEEDBACK, person.id, NOW)
    counted = sum(store.topics.get_topic(one).letters for one in fitted[:topics])
    assert f"{counted} letters" in text_of(client, f"/letters/?q={query}")
    left_out = text_of(client, f"/letters/?q={query} is:not_feedback")
    assert "2 letters" in left_out
