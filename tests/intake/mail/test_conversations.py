"""Which letters are one exchange."""

import random
from itertools import count
from pathlib import Path

from feedback.intake.mail.conversations import (
    Exchanged,
    join_conversations,
    join_received,
    keep_persons,
)
from feedback.intake.receiving import receive_batch
from feedback.store import Store
from feedback.types import LetterFilter, SourceKind
from tests.intake.builders import ARRIVAL, make_mail, read, read_draft


def test_it_joins_an_exchange_between_two_people() -> None:
    letters = [
        Exchanged(1, "ann", "a@x", (), ("team",)),
        Exchanged(2, "team", "b@x", ("a@x",), ("ann",)),
        Exchanged(3, "ann", "c@x", ("a@x", "b@x")),
        Exchanged(4, "ann", "d@x"),
    ]
    assert join_conversations(letters) == {1: 1, 2: 1, 3: 1, 4: 4}


def test_replies_to_one_mailing_are_conversations_of_their_own() -> None:
    letters = [Exchanged(n, f"w{n}", f"r{n}@x", ("mailing@us",)) for n in range(1, 500)]
    joined = join_conversations(letters)
    assert len(set(joined.values())) == 499


def test_one_writer_answering_a_mailing_twice_is_one_conversation() -> None:
    letters = [Exchanged(n, "ann", f"r{n}@x", ("mailing@us",)) for n in (1, 2)]
    assert join_conversations(letters) == {1: 1, 2: 1}


def test_loops_end() -> None:
    """Case 23."""
    letters = [
        Exchanged(1, "ann", "a@x", ("b@x", "a@x")),
        Exchanged(2, "ann", "b@x", ("a@x",)),
    ]
    assert join_conversations(letters) == {1: 1, 2: 1}


def test_letters_without_ids_stay_apart() -> None:
    """Case 26: an empty id joins nothing."""
    letters = [Exchanged(n, "ann") for n in range(1_153)]
    assert len(set(join_conversations(letters).values())) == 1_153


def test_order_does_not_matter() -> None:
    letters = [
        Exchanged(n, f"w{n % 40}", f"m{n}@x", (f"m{n - 40}@x",)) for n in range(2_000)
    ]
    shuffled = letters.copy()
    random.Random(3).shuffle(shuffled)  # noqa: S311 - any order will do
    assert join_conversations(shuffled) == join_conversations(letters)
    assert len(set(join_conversations(letters).values())) == 40


def test_it_takes_the_desk_for_no_person() -> None:
    """A mailing that is in the database too does not join those who answer it."""
    mailing = Exchanged(1, "us@x", "m@x", (), ("list@x",))
    replies = [
        Exchanged(2 * n, f"w{n}@x", f"r{n}@x", ("m@x",), ("us@x",)) for n in range(1, 5)
    ]
    answers = [
        Exchanged(2 * n + 1, "us@x", f"b{n}@x", ("m@x", f"r{n}@x"), (f"w{n}@x",))
        for n in range(1, 5)
    ]
    pairs = [pair for both in zip(replies, answers, strict=True) for pair in both]
    exchanges = {1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 6, 7: 6, 8: 8, 9: 8}
    assert join_conversations(keep_persons([mailing, *pairs])) == exchanges
    few = keep_persons([mailing, *pairs[:4]], {"us@x"})
    assert join_conversations(few) == {n: exchanges[n] for n in range(1, 6)}


def test_a_letter_to_many_starts_no_conversation() -> None:
    crowd = tuple(f"w{n}@x" for n in range(9))
    letters = [Exchanged(1, "us@x", "m@x", (), crowd)]
    letters += [Exchanged(n + 2, w, f"r{n}@x", ("m@x",)) for n, w in enumerate(crowd)]
    assert len(set(join_conversations(keep_persons(letters)).values())) == 10


def receive(store: Store, *mails: bytes) -> dict[str, int | None]:
    """Receive mails one batch each; return the conversation of each body."""
    import_id = store.imports.start("box", SourceKind.FILE, "box", ARRIVAL)
    for mail in mails:
        receive_batch(store, import_id, [read(mail)], ARRIVAL)
    letters = map(store.letters.get_letter, store.letters.find_ids(LetterFilter()))
    return {letter.body: letter.conversation_id for letter in letters}


def mail(body: str, sender: str, to: str, own: str, answers: str = "") -> bytes:
    return make_mail(
        body,
        **{"from": f"{sender}@x.com", "to": f"{to}@x.com"},
        message_id=f"<{own}@x.com>",
        in_reply_to=f"<{answers}@x.com>" if answers else "",
    )


def test_it_keeps_an_exchange_however_it_arrives(store: Store) -> None:
    """Cases 24 and 25: the parent comes last, or never."""
    joined = receive(
        store,
        mail("third", "ann", "us", "c", "b"),
        mail("alone", "ben", "us", "z", "gone"),
        mail("first", "ann", "us", "a"),
        mail("second", "us", "ann", "b", "a"),
    )
    assert joined["first"] == joined["second"] == joined["third"] is not None
    assert joined["alone"] is None


def test_it_keeps_replies_to_a_mailing_apart(store: Store) -> None:
    bodies = {
        f"reply {n}": mail(f"reply {n}", f"w{n}", "us", f"r{n}", "m") for n in range(30)
    }
    again = mail("and another thing", "w3", "us", "r3b", "m")
    joined = receive(store, mail("news", "us", "list", "m"), *bodies.values(), again)
    assert joined["reply 3"] == joined["and another thing"] is not None
    assert {joined[body] for body in bodies if body != "reply 3"} == {None}


def test_it_knows_which_action_a_reply_answers() -> None:
    tagged = make_mail(to="Team <team+action-12@example.org>")
    by_id = make_mail(in_reply_to="<1.action-7@example.org>")
    assert read_draft(tagged).metadata["answers action"] == "12"
    assert read_draft(by_id).metadata["answers action"] == "7"
    assert "answers action" not in read_draft(make_mail()).metadata


def test_joining_costs_each_letter_the_same_in_a_batch_of_any_size(
    tmp_path: Path,
) -> None:
    """In steps of SQLite, of which the number is always the same."""
    small, large = (count_steps(tmp_path / f"{size}.db", size) for size in (200, 1_600))
    assert large / 1_600 < 1.5 * small / 200


def count_steps(database: Path, size: int) -> int:
    """Return in how many hundreds of steps a batch of answers is joined."""
    answers = [
        read(mail(f"answer {n}", f"w{n}", "us", f"r{n}", f"m{n % 50}"))
        for n in range(size)
    ]
    steps = count()
    with Store(database) as store:
        import_id = store.imports.start("box", SourceKind.FILE, "box", ARRIVAL)
        receive_batch(store, import_id, answers, ARRIVAL)
        store._db.conn.set_progress_handler(lambda: next(steps) < 0, 100)
        join_received(store, 0)
    return next(steps)
