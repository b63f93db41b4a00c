"""Which letters are one exchange."""

import random

from feedback.intake.conversations import Exchanged, find_answered, join_conversations


def test_it_joins_an_exchange_between_two_people() -> None:
    letters = [
        Exchanged(1, "ann", "a@x"),
        Exchanged(2, "team", "b@x", ("a@x",), ("ann",)),
        Exchanged(3, "ann", "c@x", ("a@x", "b@x")),
        Exchanged(4, "ann", "d@x"),
    ]
    assert join_conversations(letters) == {1: 1, 2: 1, 3: 1, 4: 4}


def test_replies_to_one_mailing_are_conversations_of_their_own() -> None:
    letters = [Exchanged(n, f"w{n}", f"r{n}@x", ("mailing@us",)) for n in range(1, 500)]
    joined = join_conversations(letters)
    assert len(set(joined.values())) == 499
    assert find_answered(letters[0].references, {"mailing@us": 7}) == 7
    assert find_answered((), {"mailing@us": 7}) is None


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
