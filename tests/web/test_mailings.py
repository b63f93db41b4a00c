"""Replies to its mailing, on the page of an action and on a letter."""

from tests.actions.audiences.test_mailings import OWN, receive, reply
from tests.web.offices import words


def test_an_action_counts_the_replies_to_its_mailing(office):
    store = office.world.store
    ids = receive(store, reply(1), reply(2))
    action_id = office.plan()
    page = f"/actions/{action_id}"
    assert "Say what replies are known by" in office.get(page).text
    answer = office.post(f"{page}/mailings", message_ids=f"<{OWN}>")
    assert answer.status_code == 303
    shown = words(office.get(page))
    assert "Noted. 2 letters answer this action so far." in shown
    assert "2 letters from 2 writers" in shown
    letter = office.get(f"/letters/{ids['reply 1']}")
    assert "answers Fix double charge" in words(letter)
    listed = words(office.get(f"/letters/?q=answers:{action_id}"))
    assert "2 letters, 2 writers" in listed
    (noted,) = store.mailings.find_mailings(action_id)
    office.post(f"{page}/mailings/{noted.id}/remove")
    assert "2 letters from 2 writers" not in words(office.get(page))
    assert office.post(f"{page}/mailings/{noted.id}/remove").status_code == 404


def test_a_senseless_note_is_refused_with_a_reason(office):
    action_id = office.plan()
    answer = office.post(f"/actions/{action_id}/mailings", address="team@us.example")
    assert answer.status_code == 422
    assert "has no tag" in answer.text
