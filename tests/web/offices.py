"""A site on a year of letters, with a lead at work and a clock that can be moved."""

import re
from dataclasses import dataclass
from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from feedback.store import Store
from tests.worlds import World, noon

STARTED = date(2026, 9, 10)
EARLY = date(2026, 9, 20)
DUE = date(2026, 10, 8)
PLAN = {
    "purpose": "We fix the double charge, so that people on new plans stay.",
    "title": "Fix double charge",
    "link": "keep",
    "measure": "letters",
    "direction": "down",
    "smallest_percent": "30",
    "due_on": DUE.isoformat(),
    "save": "1",
}


@dataclass
class Office:
    """A world with its site; ``day`` is what the clock says, at noon."""

    world: World
    app: Flask
    day: date = STARTED

    def __post_init__(self):
        self.app.config["CLOCK"] = lambda: noon(self.day)
        self.lead = self.client(self.world.lead)

    def client(self, person_id) -> FlaskClient:
        """Return a client signed in for as long as the tests need."""
        client, token = self.app.test_client(), f"token-{person_id}"
        with Store(self.world.store.path) as store:
            store.sign_ins.begin(person_id, token, noon(self.day))
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        return client

    def go_to(self, day):
        """Let time pass; everybody signs in again."""
        self.day = day
        with Store(self.world.store.path) as store:
            store.sign_ins.end(f"token-{self.world.lead}")
        self.lead = self.client(self.world.lead)

    def get(self, path):
        return self.lead.get(path)

    def post(self, path, **form):
        return self.lead.post(path, data=form)

    def plan(self, **changes):
        """Save a plan through the form and return its id."""
        form = {
            **PLAN,
            "topic_ids": [self.world.topics[0]],
            "owner_id": self.world.lead,
            **changes,
        }
        answer = self.lead.post("/actions/plan", data=form)
        assert answer.status_code == 303, answer.text
        return int(answer.location.rsplit("/", 1)[1])

    def start(self, action_id):
        assert self.post(f"/actions/{action_id}/start", version=1).status_code == 303


def words(answer):
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
