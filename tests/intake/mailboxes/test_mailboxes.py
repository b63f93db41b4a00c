"""Fetching from a real Dovecot, over lines that hold and lines that break."""

import random
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feedback.errors import InvalidSetting, UnreadableSource
from feedback.intake.mailboxes.connection import Account
from feedback.intake.mailboxes.fetching import fetch_all, read_account
from feedback.intake.mailboxes.imap import fetch_mailbox
from feedback.intake.mailboxes.schedule import FETCH, schedule_fetches
from feedback.intake.receiving import undo_import
from feedback.settings import Mailbox, Settings, load_settings
from feedback.store import Store
from feedback.store.mailboxes import Position
from feedback.types import ImportCounts, LetterFilter
from feedback.worker import run_next_job
from tests.intake.builders import ARRIVAL, make_mail
from tests.intake.mailboxes.dovecot import (
    FOREIGN_PASSWORD,
    PASSWORD,
    CommandCuttingProxy,
    CuttingProxy,
    Dovecot,
    find_dovecot,
)

pytestmark = pytest.mark.skipif(
    find_dovecot() is None, reason="needs a real IMAP server: apt install dovecot-imapd"
)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot()
    yield server
    server.close()


def clock() -> datetime:
    return ARRIVAL


def account(server: Dovecot, user: str) -> Account:
    return Account(
        name=user,
        host="127.0.0.1",
        port=server.port,
        user=user,
        password=PASSWORD,
        security="none",
    )


def make_mails(count: int, start: int = 0) -> list[bytes]:
    return [make_mail(f"Letter {n}") for n in range(start, start + count)]


def test_it_fetches_each_mail_once(store: Store, dovecot: Dovecot) -> None:
    """Case 31, and rule 7: the state is kept between fetches."""
    dovecot.deliver("once", *make_mails(250))
    box = account(dovecot, "once")
    first = fetch_mailbox(store, box, clock)
    assert first.counts == ImportCounts(received=250)
    dovecot.deliver("once", *make_mails(3, start=250))
    second = fetch_mailbox(store, box, clock)
    assert second.counts == ImportCounts(received=3)
    assert fetch_mailbox(store, box, clock).counts == ImportCounts()


def test_it_makes_no_import_where_nothing_is_new(
    store: Store, dovecot: Dovecot
) -> None:
    done = fetch_mailbox(store, account(dovecot, "empty"), clock)
    assert (done.id, done.counts.seen) == (0, 0)
    assert store.imports.find_imports() == ()
    assert store.mailboxes.find_fetched_at("empty@127.0.0.1", "INBOX") == ARRIVAL


def test_it_takes_no_position_back(store: Store) -> None:
    """The slower of two fetches at the same time comes last and knows less."""
    for uid_validity, last_uid in ((1, 20), (1, 10), (2, 5)):
        position = Position(uid_validity, last_uid)
        store.mailboxes.save_position("box", "INBOX", position, ARRIVAL)
        kept = store.mailboxes.find_position("box", "INBOX")
        assert kept == Position(uid_validity, max(last_uid, 20 * (uid_validity == 1)))
    assert store.mailboxes.find_position("box", "Other") is None


def test_it_keeps_no_position_of_letters_that_were_not_stored(
    store: Store, dovecot: Dovecot
) -> None:
    """The position is written in the transaction of its letters."""
    box = account(dovecot, "together")
    dovecot.deliver("together", *make_mails(3))
    with suppress(RuntimeError), store.transaction():
        fetch_mailbox(store, box, clock)
        raise RuntimeError
    assert store.mailboxes.find_position("together@127.0.0.1", "INBOX") is None
    assert fetch_mailbox(store, box, clock).counts.received == 3


def test_it_leaves_mail_unread(store: Store, dovecot: Dovecot) -> None:
    dovecot.deliver("unread", *make_mails(2))
    fetch_mailbox(store, account(dovecot, "unread"), clock)
    folder = dovecot.root / "mail" / "unread"
    assert not [
        path for path in folder.glob("cur/*") if "S" in path.name.split(",")[-1]
    ]


def test_it_reads_all_again_when_uids_are_numbered_anew(
    store: Store, dovecot: Dovecot
) -> None:
    """Case 31."""
    box = account(dovecot, "anew")
    dovecot.deliver("anew", *make_mails(5))
    fetch_mailbox(store, box, clock)
    dovecot.reset_validity("anew")
    dovecot.deliver("anew", *make_mails(2, start=5))
    again = fetch_mailbox(store, box, clock)
    assert again.counts == ImportCounts(received=2, known=5)


def test_what_an_undo_took_away_can_be_fetched_again(
    store: Store, dovecot: Dovecot
) -> None:
    dovecot.deliver("again", *make_mails(3, start=300))
    box = Mailbox("again", "127.0.0.1", "again", PASSWORD, port=dovecot.port,
                  security="none")  # fmt: skip
    (first,) = fetch_all(store, [box]).imports
    undo_import(store, first.id, clock)
    dovecot.deliver("again", *make_mails(1, start=303))
    assert fetch_all(store, [box]).imports[0].counts == ImportCounts(received=1)
    again = fetch_all(store, [box], again=True)
    assert again.imports[0].counts == ImportCounts(received=3, known=1)
    assert fetch_all(store, [box]).imports[0].counts == ImportCounts()


def test_it_does_not_take_another_account_for_the_one_it_knows(
    store: Store, dovecot: Dovecot
) -> None:
    """Large providers give every account the same UIDVALIDITY."""
    boxes = [replace(account(dovecot, user), name="support") for user in ("old", "new")]
    for box in boxes:
        dovecot.deliver(
            box.user, *make_mails(3, start=len(box.user) * ord(box.user[0]))
        )
        dovecot.set_validity(box.user, 1)
    fetched = [fetch_mailbox(store, box, clock).counts.received for box in boxes]
    assert fetched == [3, 3]


def test_a_fetch_that_somebody_ends_is_closed(store: Store, dovecot: Dovecot) -> None:
    def end(_: int) -> None:
        raise KeyboardInterrupt

    dovecot.deliver("ended", *make_mails(150, start=400_000))
    box = account(dovecot, "ended")
    with pytest.raises(KeyboardInterrupt):
        fetch_mailbox(store, box, clock, progress=end)
    (done,) = store.imports.find_imports()
    assert (done.finished_at, done.counts.received) == (ARRIVAL, 100)
    assert fetch_mailbox(store, box, clock).counts.received == 50


def test_it_moves_mail_only_once_it_is_stored(store: Store, dovecot: Dovecot) -> None:
    box = replace(account(dovecot, "moved"), done_folder="Erledigt & gut")
    dovecot.deliver("moved", *make_mails(120))
    assert fetch_mailbox(store, box, clock).counts.received == 120
    done = replace(box, folder="Erledigt & gut", done_folder="")
    assert fetch_mailbox(store, done, clock).counts.known == 120
    assert fetch_mailbox(store, box, clock).counts.seen == 0


def list_flags(server: Dovecot, user: str) -> list[str]:
    folder = server.root / "mail" / user
    return sorted(path.name.rpartition(",")[2] for path in folder.glob("cur/*"))


def test_it_flags_mail_only_once_it_is_stored(store: Store, dovecot: Dovecot) -> None:
    box = replace(account(dovecot, "flagged"), flag="\\Seen")
    dovecot.deliver("flagged", *make_mails(3))

    with suppress(RuntimeError), store.transaction():
        fetch_mailbox(store, replace(box, flag=""), clock)
        raise RuntimeError
    assert "S" not in "".join(list_flags(dovecot, "flagged"))
    assert fetch_mailbox(store, box, clock).counts.received == 3
    assert list_flags(dovecot, "flagged") == ["S", "S", "S"]


def test_it_flags_what_was_stored_before_the_line_broke(
    store: Store, dovecot: Dovecot
) -> None:
    box = account(dovecot, "late")
    dovecot.deliver("late", *make_mails(3))
    fetch_mailbox(store, box, clock)
    assert fetch_mailbox(store, replace(box, flag="$Letter"), clock).counts.seen == 0
    assert list_flags(dovecot, "late") == ["a", "a", "a"]


def test_it_receives_letters_though_their_mails_cannot_be_moved(
    store: Store, dovecot: Dovecot
) -> None:
    box = replace(account(dovecot, "stuck"), done_folder="no..folder")
    for start in (0, 130):
        dovecot.deliver("stuck", *make_mails(130, start=600_000 + start))
        with pytest.raises(UnreadableSource, match=r"'no\.\.folder'.*move_to"):
            fetch_mailbox(store, box, clock)
    assert store.letters.count_letters(LetterFilter()).letters == 260
    assert all(done.finished_at for done in store.imports.find_imports())
    assert count_waiting(dovecot, "stuck") == 260
    fetch_mailbox(store, replace(box, done_folder="folder"), clock)
    assert count_waiting(dovecot, "stuck") == 0


def test_it_moves_many_mails_by_lines_that_servers_read(
    store: Store, dovecot: Dovecot
) -> None:
    """Two thousand UIDs are more than the 8,192 bytes that a server need read."""
    dovecot.deliver("many", *make_mails(2_000, start=500_000))
    box = account(dovecot, "many")
    assert fetch_mailbox(store, box, clock).counts.received == 2_000
    fetch_mailbox(store, replace(box, flag="\\Seen"), clock)
    assert list_flags(dovecot, "many") == ["S"] * 2_000
    fetch_mailbox(store, replace(box, done_folder="Done"), clock)
    assert count_waiting(dovecot, "many") == 0
    assert "Done" in (dovecot.root / "mail/many/subscriptions").read_text()


def test_a_mail_too_large_for_a_letter_stays_where_it_is(
    store: Store, dovecot: Dovecot
) -> None:
    dovecot.deliver("large", make_mail("x" * (101 * 1024**2)), *make_mails(1))
    box = replace(account(dovecot, "large"), flag="\\Seen", done_folder="Done")
    done = fetch_mailbox(store, box, clock)
    assert done.counts == ImportCounts(received=1, set_aside=1)
    (aside,) = store.imports.find_set_aside(done.id)
    assert aside.reason == "the mail is larger than 100 MB; it stays there"
    for setting in (box, replace(box, done_folder="")):
        assert fetch_mailbox(store, setting, clock).counts.seen == 0
        assert list_flags(dovecot, "large") == [""]


def test_two_fetches_at_once_lose_and_double_nothing(
    store: Store, dovecot: Dovecot
) -> None:
    """Case 31."""
    dovecot.deliver("twice", *make_mails(230, start=70_000))
    moved = replace(account(dovecot, "twice"), done_folder="Done")
    failures: list[BaseException] = []

    def fetch() -> None:
        try:
            with Store(store.path, busy_seconds=30) as own:
                fetch_mailbox(own, moved, clock, sleep=lambda _: None)
        except BaseException as error:
            failures.append(error)

    fetchers = [threading.Thread(target=fetch) for _ in range(2)]
    for one in fetchers:
        one.start()
    for one in fetchers:
        one.join()
    assert failures == []
    assert store.letters.count_letters(LetterFilter()).letters == 230


ODD_ANSWERS = {
    "a UID that is none": (rb"UID (\d+) BODY", b"UIX x BODY"),
    "a line of its own": (rb"\* (\d+) FETCH \(UID", b"* )( XYZZY\r\n* 1 FETCH (UID"),
    "a literal that is too short": (rb"BODY\[\] \{\d+\}", b"BODY[] {7}"),
    "a literal without a size": (rb"BODY\[\] \{\d+\}", b"BODY[] {}"),
    "a size that is none": (rb"RFC822.SIZE \d+", b"RFC822.SIZE many"),
    "a validity that is none": (rb"UIDVALIDITY \d+", b"UIDVALIDITY new"),
}


@pytest.mark.parametrize("kind", ODD_ANSWERS)
def test_it_loses_nothing_to_an_answer_that_nobody_can_parse(
    store: Store, dovecot: Dovecot, kind: str
) -> None:
    """Case 31: the answer is odd once; the mails come all the same."""
    pattern, odd = ODD_ANSWERS[kind]
    seen: list[bytes] = []

    def rewrite(piece: bytes) -> bytes:
        if seen or not re.search(pattern, piece):
            return piece
        seen.append(piece)
        return re.sub(pattern, odd, piece, count=1)

    user = f"odd{list(ODD_ANSWERS).index(kind)}"
    dovecot.deliver(user, *make_mails(5, start=900_000))
    proxy = CuttingProxy(dovecot.port, lambda _: None, rewrite=rewrite)
    box = replace(account(dovecot, user), port=proxy.port)
    for _ in range(2):
        fetch_mailbox(store, box, clock, sleep=lambda _: None)
    proxy.close()
    assert seen
    assert store.letters.count_letters(LetterFilter()).letters >= 5
    bodies = {store.letters.get_letter(n).body for n in store.letters.find_ids(
        LetterFilter())}  # fmt: skip
    assert {f"Letter {n}" for n in range(900_000, 900_005)} <= bodies


KINDS_OF_CUT = (
    "greeting",
    "LOGIN",
    "SELECT",
    "FETCH",
    "STORE",
    "COPY",
    "MOVE",
    "EXPUNGE",
)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_mail_is_always_on_the_server_or_in_the_database(
    store: Store, dovecot: Dovecot
) -> None:
    """Case 31, promise: 200 lines cut after every kind of command, while moving."""
    user, delivered, cuts = "ever", 0, Counter[str]()
    for run in range(200):
        wanted = KINDS_OF_CUT[run % len(KINDS_OF_CUT)]
        dovecot.deliver(user, *make_mails(2, start=200_000 + delivered))
        delivered += 2
        proxy = CommandCuttingProxy(dovecot.port, wanted, has_move=run % 16 < 8)
        box = replace(account(dovecot, user), port=proxy.port, flag="\\Flagged",
                      done_folder="Done")  # fmt: skip
        with suppress(UnreadableSource):
            fetch_mailbox(store, box, clock, sleep=lambda _: None, attempts=2)
        proxy.close()
        cuts[wanted] += proxy.has_cut
        stored = store.letters.count_letters(LetterFilter()).letters
        assert stored + count_waiting(dovecot, user) >= delivered, (run, wanted)
    fetch_mailbox(store, account(dovecot, user), clock)
    assert store.letters.count_letters(LetterFilter()).letters == delivered
    assert all(cuts[kind] >= 5 for kind in KINDS_OF_CUT), cuts


def count_waiting(server: Dovecot, user: str) -> int:
    folder = server.root / "mail" / user
    return len([*folder.glob("cur/*"), *folder.glob("new/*")])


def test_it_reads_folders_by_their_own_names(store: Store, dovecot: Dovecot) -> None:
    dovecot.deliver("folders", *make_mails(1))
    box = replace(account(dovecot, "folders"), done_folder="Süd & 北")
    fetch_mailbox(store, box, clock)
    gone = replace(box, folder="Gibt es nicht: 没有")
    said = r"exist: Gibt es nicht: 没有\. There are: INBOX, Süd & 北\."
    with pytest.raises(UnreadableSource, match=said):
        fetch_mailbox(store, gone, clock)


def test_it_sets_poison_aside_and_goes_on(store: Store, dovecot: Dovecot) -> None:
    poison = b"From: a@b.c\nX: " + b"y" * 2_000_000 + b"\n\nbody\n"
    dovecot.deliver("poison", make_mail("before"), poison, make_mail("after"))
    counts = fetch_mailbox(store, account(dovecot, "poison"), clock).counts
    assert counts == ImportCounts(received=2, set_aside=1)


def test_it_says_that_a_password_is_wrong(store: Store, dovecot: Dovecot) -> None:
    box = replace(account(dovecot, "once"), password="wrong")
    said = r"does not let once in: \[AUTHENTICATIONFAILED\] Authentication failed\."
    with pytest.raises(UnreadableSource, match=said):
        fetch_mailbox(store, box, clock)
    assert "wrong" not in repr(box)


def test_it_signs_in_with_a_password_in_any_script(
    store: Store, dovecot: Dovecot
) -> None:
    dovecot.deliver("foreign", *make_mails(1))
    box = replace(account(dovecot, "foreign"), password=FOREIGN_PASSWORD)
    assert fetch_mailbox(store, box, clock).counts.received == 1
    with pytest.raises(UnreadableSource, match="does not let foreign in"):
        fetch_mailbox(store, replace(box, password="fälsch"), clock)


def test_it_signs_in_with_a_token(store: Store, dovecot: Dovecot) -> None:
    dovecot.deliver("token", *make_mails(1))
    box = replace(account(dovecot, "token"), password="", token=PASSWORD)
    assert fetch_mailbox(store, box, clock).counts.received == 1
    with pytest.raises(UnreadableSource, match="does not let token in"):
        fetch_mailbox(store, replace(box, token="stale"), clock)


@pytest.mark.parametrize("secret", ["password_file", "token_file"])
def test_it_says_that_the_file_with_the_secret_is_empty(
    tmp_path: Path, secret: str
) -> None:
    empty = tmp_path / "secret"
    empty.write_text("\n")
    files = {secret: str(empty)}
    with pytest.raises(InvalidSetting, match="secret of the mailbox box is empty"):
        read_account(Mailbox("box", "imap.example.com", "ann", **files))


LINES = (("tls", "tls_port"), ("starttls", "port"))


@pytest.mark.parametrize(("security", "port"), LINES)
def test_it_tells_no_password_to_a_server_that_nobody_vouches_for(
    store: Store, dovecot: Dovecot, security: str, port: str
) -> None:
    dovecot.deliver(security, make_mail("Letter"))
    box = replace(account(dovecot, security), host="localhost", security=security,
                  port=getattr(dovecot, port))  # fmt: skip
    with pytest.raises(UnreadableSource, match="certificate_file"):
        fetch_mailbox(store, box, clock)
    trusting = replace(box, certificate_file=str(dovecot.certificate))
    assert fetch_mailbox(store, trusting, clock).counts.received == 1
    elsewhere = replace(trusting, host="127.0.0.1")
    with pytest.raises(UnreadableSource, match=r"is not certified for 127\.0\.0\.1"):
        fetch_mailbox(store, elsewhere, clock)


@pytest.mark.parametrize(
    ("name", "why"), [("gone.pem", "cannot be read"), ("key.txt", "holds no cert")]
)
def test_it_says_what_is_wrong_with_the_certificate(
    store: Store, dovecot: Dovecot, tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "key.txt").write_text("no certificate")
    box = replace(account(dovecot, "once"), security="tls", port=dovecot.tls_port,
                  certificate_file=str(tmp_path / name))  # fmt: skip
    with pytest.raises(InvalidSetting, match=rf"{name} of the mailbox once {why}"):
        fetch_mailbox(store, box, clock)


def test_it_says_when_a_port_speaks_no_tls(store: Store, dovecot: Dovecot) -> None:
    box = replace(account(dovecot, "once"), security="tls")
    with pytest.raises(UnreadableSource, match="starttls"):
        fetch_mailbox(store, box, clock)


def test_it_gives_up_on_a_server_that_is_not_there(
    store: Store, dovecot: Dovecot
) -> None:
    pauses: list[float] = []
    box = replace(account(dovecot, "once"), port=1)
    where = r"cannot be read at 127\.0\.0\.1, port 1: .*refused\."
    with pytest.raises(UnreadableSource, match=where):
        fetch_mailbox(store, box, clock, sleep=pauses.append)
    assert pauses == [1, 2, 4, 8]


@pytest.mark.parametrize("seed", range(12))
def test_it_loses_nothing_over_a_line_that_breaks(
    store: Store, dovecot: Dovecot, seed: int
) -> None:
    """Cases 31 and 34: after any answer, in the middle of any answer, while moving."""
    chance = random.Random(seed)  # noqa: S311 - a test, seeded
    cuts = iter([True] * 4)

    def cut(piece: bytes) -> int | None:
        if chance.random() < 0.15 and next(cuts, False):
            return chance.randrange(len(piece) + 1)
        return None

    user = f"broken{seed}"
    dovecot.deliver(user, *make_mails(230, start=1_000 * seed))
    proxy = CuttingProxy(dovecot.port, cut)
    moves = {"done_folder": "Done"} if seed % 2 else {}
    box = replace(account(dovecot, user), port=proxy.port, **moves)
    fetch_mailbox(store, box, clock, sleep=lambda _: None)
    proxy.close()
    assert store.letters.count_letters(LetterFilter()).letters == 230


def test_it_fetches_on_a_schedule(
    store: Store, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.deliver("timed", *make_mails(2, start=50_000))
    table = f'host = "127.0.0.1", port = {dovecot.port}, security = "none"'
    monkeypatch.setenv(
        "POSTBAG_MAILBOXES", f'timed = {{{table}, user = "timed", password = "secret"}}'
    )
    settings = load_settings()
    for minutes in (0, 4):
        schedule_fetches(store, settings, ARRIVAL + timedelta(minutes=minutes))
    while run_next_job(store):
        pass
    job = store.jobs.find_latest(FETCH)
    assert job is not None
    assert (job.id, job.state, job.message) == (1, "done", "timed: 2 received.")
    schedule_fetches(store, settings, ARRIVAL + timedelta(minutes=5))
    again = store.jobs.find_latest(FETCH)
    assert again is not None
    assert again.id > job.id


def test_it_schedules_nothing_unless_told(store: Store) -> None:
    box = Mailbox("box", "imap.example.com", "ann", "x")
    schedule_fetches(store, Settings(), ARRIVAL)
    schedule_fetches(store, Settings(mailboxes=(box,), fetch_minutes=0), ARRIVAL)
    assert store.jobs.find_latest(FETCH) is None
