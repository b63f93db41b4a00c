"""Imports from beginning to end, on a real database."""

import os
import time
import zipfile
from pathlib import Path

import pytest

from feedback.errors import NotFound, Refused, UnreadableSource
from feedback.intake.batches import BATCH_LETTERS
from feedback.intake.kinds import SNIFFED_BYTES
from feedback.intake.receiving import import_paths, undo_import
from feedback.intake.retrying import retry
from feedback.store import Store
from feedback.types import ImportCounts, LetterFilter
from tests.intake.builders import ARRIVAL, make_mail

EVERYTHING = LetterFilter()


def clock():  # type: ignore[no-untyped-def]
    return ARRIVAL


def write_table(folder: Path, rows: int, changed: int = -1) -> Path:
    path = folder / "letters.csv"
    lines = [
        f"{n},2026-05-01,The app crashes {'again' if n == changed else ''} {n} times,"
        f"w{n % 7}@example.com\n"
        for n in range(rows)
    ]
    path.write_text("id,date,text,email\n" + "".join(lines))
    return path


def test_it_receives_every_complaint_once(store: Store, shared: Path) -> None:
    path = shared / "cfpb" / "complaints.csv"
    first = import_paths(store, [path], clock=clock)
    assert first.counts == ImportCounts(received=10_920)
    again = import_paths(store, [path], clock=clock)
    assert again.counts == ImportCounts(known=10_920)
    assert store.letters.count_letters(EVERYTHING).letters == 10_920


@pytest.mark.parametrize("name", ["mikel-mail", "stalwart-mail-parser", "cpython"])
def test_it_receives_or_sets_aside_every_mail(
    store: Store, shared: Path, name: str
) -> None:
    first = import_paths(store, [shared / "mail" / name], clock=clock)
    counts = first.counts
    assert counts.received == store.letters.count_letters(EVERYTHING).letters
    aside = store.imports.find_set_aside(first.id, 1_000)
    assert len(aside) == counts.set_aside
    assert all(item.reason for item in aside)
    again = import_paths(store, [shared / "mail" / name], clock=clock)
    assert (again.counts.received, again.counts.updated) == (0, 0)
    assert again.counts.seen == counts.seen


def test_tables_of_one_folder_do_not_overwrite_each_other(
    store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "a.csv").write_text("id,text\n1,The app crashes all day long\n")
    (folder / "b.csv").write_text("id,text\n1,Where is my refund by now\n")
    first = import_paths(store, [folder], clock=clock)
    assert first.counts == ImportCounts(received=2)
    again = import_paths(store, [folder], clock=clock)
    assert again.counts == ImportCounts(known=2)


def test_equal_rows_without_an_id_are_letters_each(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "forms.csv"
    row = "The app crashes all day long,{city}\n"
    rows = [row.format(city=city) for city in ("Ulm", "Bonn", "Ulm")]
    path.write_text("text,city\n" + "".join(rows))
    first = import_paths(store, [path], clock=clock)
    assert first.counts == ImportCounts(received=3)
    assert import_paths(store, [path], clock=clock).counts == ImportCounts(known=3)


def test_it_updates_changed_rows_and_keeps_what_they_were(
    store: Store, tmp_path: Path
) -> None:
    import_paths(store, [write_table(tmp_path, 10)], clock=clock)
    second = import_paths(store, [write_table(tmp_path, 12, changed=3)], clock=clock)
    assert second.counts == ImportCounts(received=2, known=9, updated=1)
    assert len(store.letters.find_versions(4)) == 1


def test_undoing_an_import_takes_back_what_it_changed(
    store: Store, tmp_path: Path
) -> None:
    import_paths(store, [write_table(tmp_path, 3)], clock=clock)
    before = store.letters.get_letter(3)
    second = import_paths(store, [write_table(tmp_path, 4, changed=2)], clock=clock)
    assert store.letters.get_letter(3).body != before.body
    assert undo_import(store, second.id, clock) == (1, (), 1)
    after = store.letters.get_letter(3)
    assert (after.body, after.subject) == (before.body, before.subject)
    assert store.maintenance.find_damage() == ()
    again = import_paths(store, [write_table(tmp_path, 4, changed=2)], clock=clock)
    assert (again.counts.received, again.counts.updated) == (1, 1)


def test_undoing_leaves_what_a_later_import_changed(
    store: Store, tmp_path: Path
) -> None:
    import_paths(store, [write_table(tmp_path, 3)], clock=clock)
    second = import_paths(store, [write_table(tmp_path, 3, changed=2)], clock=clock)
    import_paths(store, [write_table(tmp_path, 3)], clock=clock)
    latest = store.letters.get_letter(3).body
    assert undo_import(store, second.id, clock) == (0, (), 0)
    assert store.letters.get_letter(3).body == latest


def test_it_rehearses_without_a_trace(store: Store, tmp_path: Path) -> None:
    path = write_table(tmp_path, 1_200)
    rehearsed = import_paths(store, [path, path], dry_run=True, clock=clock)
    assert rehearsed.counts == ImportCounts(received=1_200, known=1_200)
    assert rehearsed.id == 0
    assert store.imports.find_imports() == ()
    assert store.letters.count_letters(EVERYTHING).letters == 0


def test_it_reports_how_far_it_is(store: Store, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = write_table(tmp_path, 2 * BATCH_LETTERS + 100)
    import_paths(store, [path], progress=lambda *at: seen.append(at), clock=clock)
    assert len(seen) == 3
    assert seen == sorted(seen)
    assert all(done <= total == path.stat().st_size for done, total in seen)


def test_it_says_what_it_recognised_and_guessed(store: Store, tmp_path: Path) -> None:
    """Case 50."""
    path = tmp_path / "letters.csv"
    path.write_bytes("id,text\n1,Die Größe stimmt überhaupt nicht\n".encode("cp1252"))
    assert import_paths(store, [path], clock=clock).notes == (
        "letters.csv: table; letters are in text.",
        "letters.csv: read as cp1252, which is a guess.",
    )


def test_it_knows_a_mail_from_another_source(store: Store, tmp_path: Path) -> None:
    """Cases 25 and 27: one letter, two appearances."""
    for name in ("sales", "support"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "1.eml").write_bytes(make_mail())
    import_paths(store, [tmp_path / "sales"], clock=clock)
    second = import_paths(store, [tmp_path / "support"], clock=clock)
    assert second.counts == ImportCounts(known=1)


def test_it_stores_what_would_break_a_database(store: Store, tmp_path: Path) -> None:
    """Cases 14, 15, 49 and 51: NUL, surrogates, great numbers, formulas."""
    path = tmp_path / "odd.csv"
    rows = [
        "9223372036854775808,The app\0 crashes on every start",
        "2,=HYPERLINK(x) the app crashes on start",
        "3,'\ud800' crashes again here",
    ]
    path.write_bytes("\n".join(["id,text", *rows]).encode("utf-8", "surrogatepass"))
    counts = import_paths(store, [path], clock=clock).counts
    assert (counts.received, counts.seen) == (3, 3)


def test_it_reads_files_with_any_name_and_no_pipes(
    store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "odd \udcff"
    folder.mkdir()
    (folder / "\udcfe.eml").write_bytes(make_mail())
    (folder / "gone").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / "pipe")
    counts = import_paths(store, [folder], clock=clock).counts
    assert counts == ImportCounts(received=1, set_aside=2)


@pytest.mark.parametrize("more", [-1, 0, 1, SNIFFED_BYTES])
def test_it_keeps_mails_of_any_length_whole(tmp_path: Path, more: int) -> None:
    from tests.intake.builders import drafts, read_path

    start = make_mail("It crashes ")
    raw = start + b"x" * (SNIFFED_BYTES + more - len(start))
    (tmp_path / "1.eml").write_bytes(raw)
    (draft,) = drafts(read_path(tmp_path))
    assert draft.original == raw


def test_a_damaged_file_does_not_stop_the_others(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    folder.mkdir()
    (folder / "a.eml").write_bytes(make_mail())
    with zipfile.ZipFile(folder / "b.xlsx", "w") as book:
        book.writestr("[Content_Types].xml", "<Types")
        book.writestr("xl/workbook.xml", "<workbook")
    counts = import_paths(store, [folder], clock=clock).counts
    assert counts == ImportCounts(received=1, set_aside=1)


def test_it_takes_an_import_back(store: Store, tmp_path: Path) -> None:
    done = import_paths(store, [write_table(tmp_path, 10)], clock=clock)
    assert undo_import(store, done.id, clock) == (10, (), 0)
    assert store.letters.count_letters(EVERYTHING).letters == 0
    with pytest.raises(Refused):
        undo_import(store, done.id, clock)


def test_it_reads_again_what_was_mended(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "letters.csv"
    path.write_text("id,text\n1,The app crashes all the time,extra\n")
    done = import_paths(store, [path], clock=clock)
    assert retry(store, done.id, clock=clock) == ImportCounts(set_aside=1)
    assert len(store.imports.find_set_aside(done.id)) == 1
    with pytest.raises(NotFound):
        retry(store, 99, clock=clock)


def test_what_an_undone_import_set_aside_is_not_tried_again(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "letters.csv"
    path.write_text("id,text\n1,The app crashes all the time,extra\n")
    done = import_paths(store, [path], clock=clock)
    assert store.imports.count_set_aside() == 1
    undo_import(store, done.id, clock)
    with pytest.raises(Refused, match=f"Import {done.id} is undone"):
        retry(store, done.id, clock=clock)
    assert store.imports.count_set_aside() == 0
    assert store.imports.count_set_aside(done.id) == 1
    again = import_paths(store, [path], clock=clock)
    assert store.imports.count_set_aside(again.id) == 1
    assert store.imports.count_set_aside(done.id) == 0


def test_it_says_where_refusals_stand_that_came_before(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "letters.csv"
    path.write_text("id,text\n1,The app crashes all the time,extra\n2,It is slow\n")
    known = [import_paths(store, [path], clock=clock).notes for _ in range(2)]
    assert "Set aside before: 1. An earlier import lists them." not in known[0]
    assert known[1][-1] == "Set aside before: 1. An earlier import lists them."


def test_a_dry_run_says_why_rows_would_be_set_aside(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "letters.csv"
    bad = "".join(f"{n},\n" for n in range(9))
    path.write_text(f"id,text\n10,It is slow\n{bad}")
    done = import_paths(store, [path], clock=clock, dry_run=True)
    assert done.counts == ImportCounts(received=1, set_aside=9)
    assert done.notes[-5:] == tuple(f"letters.csv:{n}: no text" for n in range(3, 8))


def test_it_releases_what_it_has_learned_to_read(store: Store, tmp_path: Path) -> None:
    from feedback.intake.tables.formats import Role
    from feedback.intake.tables.recognition import ColumnMapping, Confidence

    path = tmp_path / "odd.csv"
    path.write_text("a,b\n1,bad app\n2,slow app\n")
    done = import_paths(store, [path], clock=clock)
    assert done.counts == ImportCounts(set_aside=1)
    mapping = ColumnMapping(
        "by hand", {Role.TEXT: (1,), Role.ID: (0,)}, {Role.TEXT: Confidence.HIGH}
    )
    assert retry(store, done.id, mapping, clock) == ImportCounts(received=2)
    assert store.imports.find_set_aside(done.id) == ()
    assert store.imports.get_import(done.id).counts == ImportCounts(received=2)


def test_it_refuses_a_path_that_is_not_there(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource):
        import_paths(store, [tmp_path / "missing"], clock=clock)
    assert store.imports.find_imports() == ()


def test_an_import_cut_short_is_completed_by_the_next(
    store: Store, tmp_path: Path
) -> None:
    """Case 34."""
    path = write_table(tmp_path, BATCH_LETTERS + 1_200)

    class Cut(Exception):
        pass

    def cut(done: int, total: int) -> None:
        raise Cut

    with pytest.raises(Cut):
        import_paths(store, [path], progress=cut, clock=clock)
    counts = import_paths(store, [path], clock=clock).counts
    assert counts == ImportCounts(received=1_200, known=BATCH_LETTERS)


def test_it_reads_ten_thousand_short_rows_a_second(tmp_path: Path) -> None:
    """Half of the target of 20,000: the machine may be busy."""
    from tests.intake.builders import read_path

    path = write_table(tmp_path, 20_000)
    start = time.process_time()
    assert len(read_path(path)) == 20_000
    assert time.process_time() - start < 2
