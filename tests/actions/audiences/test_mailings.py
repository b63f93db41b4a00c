"""Replies to an action's mailing: linked to the action, never to each other."""

import pytest

from feedback.actions.audiences.mailings import (
    note_mailing,
    read_address,
    read_message_ids,
)
from feedback.errors import NotFound, Refused
from feedback.intake.receiving import receive_batch
from feedback.store.mailings import MailingKind, Replies
from feedback.types import LetterFilter, SourceKind
from tests.conftest import NOW
from tests.intake.builders import ARRIVAL, make_mail, read
from tests.worlds import empty_world, noon

OWN = "news.1@us.example"


@pytest.fixture
def world(store):
    return empty_world(store)


@pytest.fixture
def action_id(world):
    return plan(world)


def plan(world, title="Spring"):
    return world.store.actions.add(world.plan(title=title), 1, NOW)


def receive(store, *mails):
    """Receive mails one batch each; return the ids of all letters by body."""
    import_id = store.imports.start("box", SourceKind.FILE, "box", ARRIVAL)
    for mail in mails:
        receive_batch(store, import_id, [read(mail)], ARRIVAL)
    ids = store.letters.find_ids(LetterFilter())
    return {store.letters.get_letter(id_).body: id_ for id_ in ids}


def reply(number, to="us@us.example", answers=OWN, **headers):
    return make_mail(
        f"reply {number}",
        **{"from": f"w{number}@x.example", "to": to},
        message_id=f"<r{number}@x.example>",
        in_reply_to=f"<{answers}>" if answers else "",
        **headers,
    )


def note(world, action_id, message_ids="", address=""):
    return note_mailing(
        world.store, action_id, message_ids, address, world.lead, noon(NOW.date())
    )


def answering(store, action_id):
    wanted = LetterFilter(answers_action_id=action_id)
    return sorted(
        store.letters.get_letter(i).body for i in store.letters.find_ids(wanted)
    )


def test_replies_to_a_message_id_find_the_action(world, action_id):
    ids = receive(world.store, *(reply(n) for n in range(3)), reply(9, answers="x@y"))
    assert note(world, action_id, f"Message-ID: <{OWN}>") == 3
    assert answering(world.store, action_id) == ["reply 0", "reply 1", "reply 2"]
    receive(world.store, reply(4))
    assert world.store.mailings.count_replies(action_id) == Replies(4, 4, 0)
    assert world.store.mailings.find_answered(ids["reply 1"]) == (
        (action_id, "Spring"),
    )
    assert world.store.mailings.find_answered(ids["reply 9"]) == ()


def test_replies_to_a_tagged_address_find_the_action(world, action_id):
    tagged = "Team <Team+Spring@us.example>"
    receive(
        world.store,
        reply(1, to=tagged, answers=""),
        reply(2, answers="", cc=f"x@y.example, {tagged}"),
        reply(3, answers="", delivered_to="team+spring@us.example"),
        reply(4, to="team+summer@us.example", answers=""),
        reply(5, to="team@us.example", answers=""),
    )
    assert note(world, action_id, address=" team+SPRING@us.example ") == 3
    assert answering(world.store, action_id) == ["reply 1", "reply 2", "reply 3"]


def test_an_action_named_by_the_address_needs_no_note(world, action_id):
    receive(world.store, reply(1, to=f"team+action-{action_id}@us.example", answers=""))
    assert answering(world.store, action_id) == ["reply 1"]


def test_automatic_replies_stand_apart(world, action_id):
    receive(world.store, reply(1), reply(2, auto_submitted="auto-replied"))
    note(world, action_id, OWN)
    assert world.store.mailings.count_replies(action_id) == Replies(1, 1, 1)


def test_replies_never_join_each_other(world, action_id):
    """Even where the mailing itself, sent to a few, is in the mailbox too."""
    mailing = make_mail(
        "news", **{"from": "us@us.example", "to": "w1@x.example, w2@x.example"},
        message_id=f"<{OWN}>",
    )  # fmt: skip
    again = make_mail("again", **{"from": "w1@x.example", "to": "us@us.example"},
                      message_id="<r1b@x.example>", in_reply_to=f"<{OWN}>")  # fmt: skip
    ids = receive(world.store, mailing, reply(1), reply(2), again)

    def talk(body):
        return world.store.letters.get_letter(ids[body]).conversation_id

    assert talk("reply 1") == talk("reply 2"), "nothing says yet that it is a mailing"
    note(world, action_id, OWN)
    assert talk("reply 1") == talk("again") is not None
    assert talk("reply 2") is None
    assert talk("news") is None
    ids = receive(world.store, reply(3), reply(4))
    assert talk("reply 3") is talk("reply 4") is None


def test_what_is_noted_can_be_forgotten(world, action_id):
    receive(world.store, reply(1))
    note(world, action_id, OWN)
    (noted,) = world.store.mailings.find_mailings(action_id)
    assert (noted.kind, noted.value) == (MailingKind.MESSAGE_ID, OWN)
    world.store.mailings.remove(action_id, noted.id)
    assert answering(world.store, action_id) == []
    with pytest.raises(NotFound):
        world.store.mailings.remove(action_id, noted.id)


def test_one_mailing_is_one_actions(world, action_id):
    other = plan(world, "Summer")
    note(world, action_id, OWN, "team+spring@us.example")
    note(world, action_id, OWN)
    with pytest.raises(Refused, match="noted on the action “Spring”"):
        note(world, other, f"new@us.example\n{OWN}")
    assert world.store.mailings.find_mailings(other) == ()
    with pytest.raises(NotFound):
        note(world, 999, "other@us.example")


@pytest.mark.parametrize(
    ("message_ids", "address", "reason"),
    [
        ("", "", "Give a Message-ID"),
        ("hello", "", "is no Message-ID"),
        ("<a@b>\nno id at all", "", "is no Message-ID"),
        ("\n".join(f"<{n}@x>" for n in range(201)), "", "more than 200"),
        ("", "team@us.example", "has no tag"),
        ("", "+spring", "has no tag"),
        ("", "a+b@c, d+e@f", "has no tag"),
    ],
)
def test_what_makes_no_sense_is_refused(world, action_id, message_ids, address, reason):
    with pytest.raises(Refused, match=reason):
        note(world, action_id, message_ids, address)
    assert world.store.mailings.find_mailings(action_id) == ()


def test_it_reads_what_people_paste():
    assert read_message_ids("Message-ID: <a@b>\r\n\n c@d \n<a@b> <e@f>") == [
        "a@b", "c@d", "e@f",
    ]  # fmt: skip
    assert read_address("<Team+Spring@us.example>") == "team+spring@us.example"
