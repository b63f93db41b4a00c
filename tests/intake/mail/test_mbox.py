"""Mailbox files, folders of mails, Maildirs."""

import os
from pathlib import Path

import pytest

from tests.intake.builders import drafts, make_mail, read_path, refusals

ENVELOPE = b"From ann@example.com Mon Oct  5 10:00:00 2026\n"


def make_mbox(*mails: bytes) -> bytes:
    return b"".join(ENVELOPE + mail + b"\n" for mail in mails)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_it_finds_every_mail(tmp_path: Path, line_end: bytes) -> None:
    """Case 29: LF and CRLF, From lines inside bodies, no final newline."""
    mails = [
        make_mail("one"),
        make_mail("two\n\nFrom here on it is text.\nFrom: looks like a header"),
        make_mail("three\n>From quoted\n>>From twice"),
        make_mail("four"),
    ]
    content = make_mbox(*mails).rstrip().replace(b"\n", line_end)
    path = tmp_path / "letters.mbox"
    path.write_bytes(content)
    found = drafts(read_path(path))
    assert len(found) == 4
    kept = found[2].original.replace(b"\r", b"")
    assert kept.endswith(b"three\nFrom quoted\n>From twice\n")
    assert [draft.location for draft in found][:2] == [
        "letters.mbox:1",
        "letters.mbox:2",
    ]


def test_it_reads_the_beginning_of_a_mail_cut_short(tmp_path: Path) -> None:
    """Case 29."""
    kind = "multipart/mixed; boundary=b"
    whole = make_mbox(
        make_mail("one"), make_mail("--b\n\nHello\n--b--", content_type=kind)
    )
    path = tmp_path / "letters.mbox"
    path.write_bytes(whole[: whole.index(b"Hello") + 3])
    assert [draft.body for draft in drafts(read_path(path))] == ["one", "Hel"]


def test_it_knows_a_mail_from_a_mailbox_and_from_a_file(tmp_path: Path) -> None:
    """Case 25: the same mail twice is one letter."""
    (tmp_path / "a.mbox").write_bytes(make_mbox(make_mail(), make_mail("two")))
    (tmp_path / "b.eml").write_bytes(make_mail().replace(b"\n", b"\r\n"))
    found = drafts(read_path(tmp_path))
    assert len(found) == 3
    assert len({draft.identity for draft in found}) == 2


def test_one_poison_mail_does_not_stop_the_rest(tmp_path: Path) -> None:
    poison = b"From: a@b.c\nX: " + b"y" * 2_000_000 + b"\n\nbody\n"
    mails = [
        poison if n % 100 == 50 else make_mail(f"letter {n}") for n in range(1_000)
    ]
    path = tmp_path / "letters.mbox"
    path.write_bytes(make_mbox(*mails))
    items = read_path(path)
    assert len(drafts(items)) == 990
    assert len(refusals(items)) == 10
    assert all(item.original and item.reason for item in refusals(items))


def make_maildir(folder: Path) -> None:
    for part in ("cur", "new", "tmp", ".Sub/cur", ".Sub/new"):
        (folder / part).mkdir(parents=True)
    (folder / "new" / "1.a.host").write_bytes(make_mail("one"))
    (folder / "cur" / "2.b.host:2,S").write_bytes(make_mail("two"))
    (folder / "tmp" / "3.c.host").write_bytes(b"half a ma")
    (folder / ".Sub" / "cur" / "4.d.host:2,").write_bytes(make_mail("four"))


def test_it_reads_a_maildir_with_its_folders(tmp_path: Path) -> None:
    """Case 30."""
    make_maildir(tmp_path)
    items = read_path(tmp_path)
    assert {draft.body for draft in drafts(items)} == {"one", "two", "four"}
    assert not refusals(items)


def test_it_follows_a_mail_that_moves_while_it_reads(tmp_path: Path) -> None:
    """Case 30: read, flagged, or removed after the folder was listed."""
    from feedback.intake.files import open_source
    from tests.intake.builders import ARRIVAL

    make_maildir(tmp_path)
    items = open_source(tmp_path, ARRIVAL).items
    (tmp_path / "new" / "1.a.host").rename(tmp_path / "cur" / "1.a.host:2,S")
    (tmp_path / "cur" / "2.b.host:2,S").unlink()
    assert {draft.body for draft in drafts(items)} == {"one", "four"}


def test_it_says_which_folder_it_could_not_read(tmp_path: Path) -> None:
    """Case 30."""
    locked = tmp_path / "locked"
    locked.mkdir()
    (tmp_path / "a.eml").write_bytes(make_mail())
    locked.chmod(0)
    try:
        if os.access(locked, os.R_OK):
            pytest.skip("this user may read everything")
        items = read_path(tmp_path)
    finally:
        locked.chmod(0o700)
    assert len(drafts(items)) == 1
    assert "folder cannot be read" in refusals(items)[0].reason


@pytest.mark.parametrize(
    "notes",
    [
        b"X-GM-THRID: 17\nX-Gmail-Labels: =?UTF-8?Q?Posteingang,\n =C3=96?=\n",
        b"X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys:   \n",
        b"Status: RO\nX-Status: A\nX-Keywords: \nX-UID: 7\nContent-Length: 9\n",
    ],
)
def test_a_mail_is_the_same_wherever_it_is_kept(tmp_path: Path, notes: bytes) -> None:
    """Programs that keep mail note what they do with it."""
    mail = make_mail("one\nFrom here on it is text.")
    (tmp_path / "mail.eml").write_bytes(mail)
    head, _, body = mail.replace(b"\nFrom here", b"\n>From here").partition(b"\n\n")
    for name, kept in (("above", notes + head), ("below", head + b"\n" + notes[:-1])):
        content = make_mbox(kept + b"\n\n" + body)
        (tmp_path / f"{name}.mbox").write_bytes(content)
    found = drafts(read_path(tmp_path))
    assert len(found) == 3
    assert len({draft.identity for draft in found}) == 1


def test_it_sets_aside_what_thunderbird_has_deleted(tmp_path: Path) -> None:
    kept, gone = (b"X-Mozilla-Status: " + it + b"\n" for it in (b"0001", b"0009"))
    content = make_mbox(kept + make_mail("one"), gone + make_mail("two"))
    (tmp_path / "Inbox").write_bytes(content)
    found = read_path(tmp_path)
    assert [draft.body for draft in drafts(found)] == ["one"]
    assert "deleted in Thunderbird" in refusals(found)[0].reason


@pytest.mark.parametrize("start", [b"\n", b"\r\n", b"\xef\xbb\xbf"])
def test_it_looks_behind_what_programs_put_first(tmp_path: Path, start: bytes) -> None:
    """A blank line or a byte order mark above makes no mails of a mailbox one."""
    (tmp_path / "a.mbox").write_bytes(start + make_mbox(make_mail("1"), make_mail("2")))
    (tmp_path / "b.eml").write_bytes(start + make_mail("3"))
    (tmp_path / "c").write_bytes(start + make_mail("4"))
    found = drafts(read_path(tmp_path))
    assert [draft.body for draft in found] == ["1", "2", "3", "4"]
    assert {draft.writer.address for draft in found} == {"ann@example.com"}
