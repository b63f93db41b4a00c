"""Letters in the store: received once, found in every way, never lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.errors import NotFound
from feedback.store import Store
from feedback.store.moves import MoveTo
from feedback.store.writers import UNKNOWN_WRITER
from feedback.types import (
    Attachment,
    Draft,
    ImportCounts,
    LetterFilter,
    OriginalChoice,
    Role,
    SourceKind,
    StoredOriginal,
    TriageState,
    WriterHint,
)
from tests.builders import draft

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def receive(store: Store, *drafts: Draft, source: str = "letters") -> ImportCounts:
    import_id = store.imports.start(source, SourceKind.FILE, f"{source}.csv", NOW)
    return store.letters.receive(import_id, drafts, NOW)


def only_id(store: Store, **wanted: object) -> int:
    (letter_id,) = store.letters.find_ids(LetterFilter(**wanted))  # type: ignore[arg-type]
    return letter_id


def test_it_receives_a_letter_whole(store: Store) -> None:
    sent = draft(
        1,
        "Charged twice",
        "Why was I charged twice?",
        quoted="> earlier",
        signature="Ada",
        html="<p>Why</p>",
        score=2.0,
        metadata={"plan": "yearly"},
        flags=("The date was read as day first.",),
        attachments=(Attachment("bill.pdf", "application/pdf", b"%PDF"),),
    )
    assert receive(store, sent) == ImportCounts(received=1)
    letter = store.letters.get_letter(only_id(store))
    assert (letter.subject, letter.body) == (sent.subject, sent.body)
    assert (letter.quoted, letter.signature, letter.html) == (
        sent.quoted,
        sent.signature,
        sent.html,
    )
    assert letter.written_at == sent.written_at
    assert letter.is_dated
    assert letter.received_at == NOW
    assert letter.state is TriageState.NEW
    assert letter.metadata == {"plan": "yearly"}
    assert letter.flags == sent.flags
    assert letter.writer.address == "writer1@example.com"
    assert letter.attachments[0].name == "bill.pdf"
    assert store.letters.get_original(letter.id) == StoredOriginal(
        "text/csv", sent.original, OriginalChoice.KEEP
    )


def test_it_receives_the_same_letters_only_once(store: Store) -> None:
    drafts = [draft(n, body=f"Letter {n}") for n in range(5)]
    assert receive(store, *drafts) == ImportCounts(received=5)
    before = store.letters.find_ids(LetterFilter())
    assert receive(store, *reversed(drafts)) == ImportCounts(known=5)
    assert store.letters.find_ids(LetterFilter()) == before


def test_it_counts_a_letter_twice_in_one_batch_as_known(store: Store) -> None:
    assert receive(store, draft(1), draft(1)) == ImportCounts(received=1, known=1)


def test_letters_keep_what_is_theirs_in_whatever_order_they_come(store: Store) -> None:
    days = [NOW - timedelta(days=n % 3 * 10 + n) for n in range(6)]
    sent = [
        draft(n, body=f"Letter {n}", written_at=day, original=b"%d" % n)
        for n, day in enumerate([*days, None])
    ]
    assert receive(store, *sent) == ImportCounts(received=7)
    for n, day in enumerate([*days, NOW]):
        letter = store.letters.get_letter(only_id(store, phrases=(f"Letter {n}",)))
        assert (letter.body, letter.written_at) == (f"Letter {n}", day)
        assert letter.writer.address == f"writer{n}@example.com"
        assert store.letters.get_original(letter.id).content == b"%d" % n


def test_it_keeps_the_earlier_wording_of_a_changed_row(store: Store) -> None:
    receive(store, draft(1, "Slow", "It is slow."))
    assert receive(store, draft(1, "Slow", "It is very slow.")) == ImportCounts(
        updated=1
    )
    letter = store.letters.get_letter(only_id(store, words=("very",)))
    assert letter.version == 2
    (earlier,) = store.letters.find_versions(letter.id)
    assert earlier.body == "It is slow."


def test_it_keeps_both_wordings_of_a_row_that_changes_within_a_batch(
    store: Store,
) -> None:
    counts = receive(store, draft(1, body="First words."), draft(1, body="Last words."))
    assert counts == ImportCounts(received=1, updated=1)
    letter = store.letters.get_letter(only_id(store))
    assert letter.body == "Last words."
    assert [v.body for v in store.letters.find_versions(letter.id)] == ["First words."]


def test_it_keeps_rows_of_two_sources_apart(store: Store) -> None:
    receive(store, draft(1), source="play")
    assert receive(store, draft(1), source="appstore") == ImportCounts(received=1)


def test_it_keeps_one_letter_for_a_mail_in_two_mailboxes(store: Store) -> None:
    """Cases 25 and 27: one content, two places."""
    mail = draft(1, identity="mail:" + "a" * 64)
    assert receive(store, mail, source="support") == ImportCounts(received=1)
    assert receive(store, mail, source="sales") == ImportCounts(known=1)
    assert len(store.letters.find_ids(LetterFilter())) == 1


def test_it_keeps_two_letters_with_one_message_id(store: Store) -> None:
    """Case 24: a Message-ID is no identity."""
    first = draft(1, identity="mail:" + "a" * 64, message_id="<same@example.com>")
    other = draft(2, identity="mail:" + "b" * 64, message_id="<same@example.com>")
    assert receive(store, first, other) == ImportCounts(received=2)


def test_it_keeps_all_letters_without_a_message_id(store: Store) -> None:
    """Case 26."""
    drafts = [draft(n, identity=f"mail:{n:064}", message_id="") for n in range(1153)]
    assert receive(store, *drafts) == ImportCounts(received=1153)


def test_it_gives_an_undated_letter_the_moment_it_came(store: Store) -> None:
    receive(store, draft(1, written_at=None))
    letter = store.letters.get_letter(only_id(store))
    assert letter.written_at == NOW
    assert not letter.is_dated


def test_it_counts_letters_without_a_writer_as_writers_of_their_own(
    store: Store,
) -> None:
    nobody = WriterHint()
    receive(
        store,
        draft(1, writer=nobody),
        draft(2, writer=nobody),
        draft(3),
        draft(4, writer=WriterHint("writer3@example.com")),
    )
    counts = store.letters.count_letters(LetterFilter())
    assert (counts.letters, counts.writers) == (4, 3)
    assert UNKNOWN_WRITER.label == "unknown writer"


def test_it_learns_a_name_later_and_keeps_the_first(store: Store) -> None:
    key = "ada@example.com"
    receive(store, draft(1, writer=WriterHint(key)))
    receive(store, draft(2, writer=WriterHint(key, "Ada", key)))
    receive(store, draft(3, writer=WriterHint(key, "A. L.", key)))
    assert store.writers.get_writer_by_key(key).name == "Ada"


def test_it_compresses_long_originals_and_returns_them_as_they_came(
    store: Store,
) -> None:
    original = b"Received: from example.com\r\n" * 1000
    receive(store, draft(1, original=original, media_type="message/rfc822"))
    stored = store._db.execute("SELECT length(content) FROM originals").fetchone()[0]
    assert stored < len(original) / 5
    assert store.letters.get_original(1).content == original


def test_it_finds_same_texts_whatever_the_numbers_in_them(store: Store) -> None:
    receive(
        store,
        draft(1, body="I was charged $12 on XXXX!"),
        draft(2, body="i was charged 99 on xx"),
        draft(3, body="I was not charged."),
        draft(4, body="123"),
        draft(5, body="456"),
    )
    assert store.letters.find_ids(LetterFilter(same_text_as=1)) == [2, 1]
    assert store.letters.find_ids(LetterFilter(same_text_as=4)) == [4]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (LetterFilter(), [4, 3, 2, 1]),
        (LetterFilter(words=("refund",)), [4, 1]),
        (LetterFilter(words=("refu*",)), [4, 1]),
        (LetterFilter(phrases=("my refund",)), [1]),
        (LetterFilter(words=("refund",), without=("late",)), [1]),
        (LetterFilter(without=("refund",)), [3, 2]),
        (LetterFilter(without=("refund", "sync")), [3]),
        (LetterFilter(words=("退款",)), [3]),
        (LetterFilter(words=("款退",)), []),
        (LetterFilter(words=("!?",)), []),
        (LetterFilter(language="zh"), [3]),
        (LetterFilter(source="letters"), [4, 3, 2, 1]),
        (LetterFilter(source="mailbox"), []),
        (LetterFilter(writer="RITER2"), [2]),
        (LetterFilter(writer="%"), []),
        (LetterFilter(score_below=3), [2]),
        (LetterFilter(score_above=3), [4]),
        (LetterFilter(since=date(2026, 2, 3), until=date(2026, 2, 4)), [3, 2]),
        (LetterFilter(until=date.max), [4, 3, 2, 1]),
        (LetterFilter(has_attachment=True), [2]),
        (LetterFilter(has_attachment=False), [4, 3, 1]),
        (LetterFilter(is_automatic=True), [4]),
        (LetterFilter(unassigned=True), [4, 3, 2, 1]),
        (LetterFilter(without_topic=True), [4, 3, 2, 1]),
        (LetterFilter(with_topic=True), []),
        (LetterFilter(topic_id=7), []),
        (LetterFilter(action_id=7), []),
        (LetterFilter(conversation_id=7), []),
        (LetterFilter(writer_id=2), [2]),
        (LetterFilter(import_id=2), []),
        (LetterFilter(states=(TriageState.NEW, TriageState.OPEN)), [4, 3, 2, 1]),
        (LetterFilter(states=(TriageState.DONE,)), []),
    ],
)
def test_it_narrows_by_each_field(
    store: Store, wanted: LetterFilter, numbers: list[int]
) -> None:
    receive(
        store,
        draft(1, "Refund", "Where is my refund?"),
        draft(2, "", "Sync fails", score=1.0, attachments=(
            Attachment("a.txt", "text/plain", b"a"),)),
        draft(3, "", "退款还没到账", language="zh"),
        draft(4, "Out of office", "The refund is late", score=5.0, is_automatic=True),
    )  # fmt: skip
    assert store.letters.find_ids(wanted) == numbers
    assert store.letters.count_letters(wanted).letters == len(numbers)
    listed = store.letters.find_letters(wanted)
    assert [item.id for item in listed.items] == numbers


def test_it_finds_what_is_assigned(store: Store) -> None:
    receive(store, draft(1), draft(2))
    person = store.people.add("ada@example.com", "Ada", Role.AGENT, NOW)
    store.moves.move([2], MoveTo(None, assignee_id=person.id), person.id, NOW)
    assert store.letters.find_ids(LetterFilter(assignee_id=person.id)) == [2]
    assert store.letters.find_letters(LetterFilter()).items[0].assignee == "Ada"


@settings(max_examples=25)
@given(
    days=st.lists(st.integers(0, 3), min_size=0, max_size=40),
    limit=st.integers(1, 9),
)
def test_it_pages_through_every_letter_once(
    tmp_path_factory: pytest.TempPathFactory, days: list[int], limit: int
) -> None:
    """Many letters share a moment; none is skipped or shown twice."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with Store(tmp_path_factory.mktemp("pages") / "postbag.db") as store:
        drafts = [
            draft(n, written_at=start + timedelta(days=day))
            for n, day in enumerate(days)
        ]
        receive(store, *drafts)
        seen: list[int] = []
        cursor = ""
        while True:
            page = store.letters.find_letters(LetterFilter(), cursor, limit)
            seen += [item.id for item in page.items]
            cursor = page.next_cursor
            if not cursor:
                break
        assert seen == store.letters.find_ids(LetterFilter())
        assert sorted(seen) == list(range(1, len(days) + 1))


@pytest.mark.parametrize(
    "cursor", ["x", "|", "2026|²", "2026|" + "9" * 30, "'; DROP TABLE letters", "\0|1"]
)
def test_it_survives_any_cursor(store: Store, letters: list[int], cursor: str) -> None:
    """Case 56: a cursor comes back from an address, so anything may stand in it."""
    store.letters.find_letters(LetterFilter(), cursor)
    assert store.letters.count_letters(LetterFilter()).letters == len(letters)


def test_it_raises_for_what_is_not_there(store: Store, letters: list[int]) -> None:
    """Case 68: an attachment is reached through its own letter only."""
    receive(store, draft(90, attachments=(Attachment("a", "text/plain", b"a"),)))
    attached = max(store.letters.find_ids(LetterFilter()))
    info = store.letters.get_letter(attached).attachments[0]
    assert store.attachments.get_attachment(attached, info.id)[1].content == b"a"
    for call in (
        lambda: store.letters.get_letter(999),
        lambda: store.letters.get_original(999),
        lambda: store.attachments.get_attachment(letters[0], info.id),
    ):
        with pytest.raises(NotFound):
            call()


def test_it_counts_states_without_automatic_mail(
    store: Store, letters: list[int]
) -> None:
    receive(store, draft(50, is_automatic=True))
    store.moves.move(letters[:2], MoveTo(TriageState.DONE), None, NOW)
    counts = store.letters.count_states()
    assert counts[TriageState.NEW] == 4
    assert counts[TriageState.DONE] == 2
    assert counts[TriageState.SNOOZED] == 0


def test_it_gives_the_models_only_feedback(store: Store, letters: list[int]) -> None:
    receive(store, draft(50, is_automatic=True))
    store.moves.move(letters[:1], MoveTo(TriageState.NOT_FEEDBACK), None, NOW)
    assert [text[0] for text in store.letters.read_texts()] == letters[1:]


def test_it_knows_the_period_of_its_letters(store: Store, letters: list[int]) -> None:
    assert store.letters.get_period() == (date(2026, 2, 1), date(2026, 2, 6))
