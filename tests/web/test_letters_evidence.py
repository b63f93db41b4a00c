"""A letter's own words kept as evidence, from the letter itself."""

from datetime import timedelta

from flask.testing import FlaskClient

from feedback.actions.plans.planning import plan_action
from feedback.store import Store
from feedback.types import Direction, Link, MeasureKind, Person, Plan
from tests.conftest import NOW


def test_it_keeps_a_quote_for_an_open_action(
    client: FlaskClient, store: Store, letters: list[int], person: Person
) -> None:
    plan = Plan(
        title="Ask team owners",
        link=Link.FIND,
        purpose="We ask owners how they work, so that we know for whom we build.",
        topic_ids=(),
        measure=MeasureKind.READING,
        direction=Direction.DOWN,
        smallest_change=0.3,
        due_on=NOW.date() + timedelta(days=30),
        owner_id=person.id,
        criterion="Do owners share by person?",
    )
    action_id = plan_action(store, plan, NOW)
    here = f"/letters/{letters[1]}?q="
    shown = client.get(here).get_data(as_text=True)
    assert "for <bdi>Ask team owners</bdi>" in shown
    answer = client.post(
        f"/actions/{action_id}/evidence",
        data={
            "letter_id": letters[1],
            "quote": "my edits on the phone are lost",
            "back": here,
        },
    )
    assert answer.headers["Location"] == here
    quotes = store.evidence.find_evidence(action_id)
    assert [quote.quote for quote in quotes] == ["my edits on the phone are lost"]
    shown = " ".join(client.get(here).get_data(as_text=True).split())
    assert f'evidence for <a href="/actions/{action_id}"><bdi>Ask team owners' in shown
    found = client.get(f"/letters/?q=action:{action_id}").get_data(as_text=True)
    assert "Sync loses edits" in found
