"""Delimited text, clean and broken: read right, or refused with a reason."""

import csv
import json
import time
from pathlib import Path

import pytest

from feedback.errors import UnreadableSource
from feedback.intake.files import open_source
from feedback.intake.tables.dialects import Dialect
from feedback.intake.tables.records import open_table, read_records
from tests.intake.builders import ARRIVAL, drafts, read_path, read_table, refusals

SPECTRUM = (
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json",
    "location_coordinates", "newlines", "newlines_crlf", "quotes_and_newlines",
    "simple", "simple_crlf", "utf8",
)  # fmt: skip
# In this fixture the JSON names another telephone number than the CSV does.
WRONG_NUMBER = {"location_coordinates": {"Contact Phone Number": "2095257564"}}


def rows_of(path: Path) -> list[dict[str, str]]:
    table = open_table(path)
    return [
        dict(zip(table.header, record.cells, strict=True)) for record in table.records()
    ]


@pytest.mark.parametrize("name", SPECTRUM)
def test_it_reads_csv_spectrum(shared: Path, name: str) -> None:
    """Case 47: 12 of 12."""
    folder = shared / "csv" / "csv-spectrum"
    raw = (folder / "json" / f"{name}.json").read_bytes()
    try:
        expected = json.loads(raw)
    except UnicodeDecodeError:
        expected = json.loads(raw.decode("latin-1"))
    if isinstance(expected, dict):
        expected = [expected]
    wanted = [{**row, **WRONG_NUMBER.get(name, {})} for row in expected]
    assert rows_of(folder / "csvs" / f"{name}.csv") == wanted


def test_it_reads_every_broken_table_or_says_why(shared: Path) -> None:
    """Cases 47 to 49: each record comes out, with its cells or with its problem."""
    for path in sorted((shared / "csv" / "frictionless").glob("*.csv")):
        if not path.stat().st_size:
            with pytest.raises(UnreadableSource):
                open_table(path)
            continue
        table = open_table(path)
        for record in table.records():
            assert record.problem or len(record.cells) == len(table.header), path
            assert table.encode(record.raw) in path.read_bytes(), path


def test_it_finds_encoding_delimiter_and_header(shared: Path) -> None:
    """Case 47: what a careful reader of these files would say."""
    folder = shared / "csv" / "frictionless"
    expected = {
        "bom.csv": ("utf-8", ",", ("id", "name")),
        "latin1.csv": ("cp1252", ",", ("id", "name")),
        "delimiter.csv": ("utf-8", ";", ("id", "name")),
        "issue-1009-semicolon.csv": ("utf-8", ";", ("fieldNameA", "fieldNameB")),
        "issue-1138.csv": ("utf-8", ";", ("Zeit [MEZ]", "Wasserstand", "Status", "")),
        "issue-1109.csv": ("utf-8", ",", ("int", "number", "string")),
        "dialect.csv": ("utf-8", "|", ("id", "name")),
        "duplicate-headers.csv": ("utf-8", ",", ("id", "name", "id", "age", "id")),
        "blank-headers.csv": ("utf-8", ",", ("id", "", "age")),
        "skip-rows-before-headers.csv": ("utf-8", ",", ("id", "name")),
        "matrix-with-comment.csv": ("utf-8", ",", ("f1", "f2", "f3", "f4")),
        "country-2.csv": ("utf-8", ";", ("id", "neighbor_id", "name", "population")),
        "without-rows.csv": ("utf-8", ",", ("id", "name")),
        "Таблица.csv": ("utf-8", ",", ("id", "name")),
    }
    for name, (codec, delimiter, header) in expected.items():
        path = folder / name
        if not path.stat().st_size:
            continue
        table = open_table(path)
        found = (table.encoding.codec, table.dialect.delimiter, table.header)
        assert found == (codec, delimiter, header), name


def test_it_leaves_ids_and_numbers_as_text(shared: Path) -> None:
    """Case 49."""
    folder = shared / "csv" / "frictionless"
    assert [row["value"] for row in rows_of(folder / "leading-zeros.csv")] == [
        "01",
        "002",
        "00003",
    ]


def test_it_keeps_ids_as_the_source_writes_them(tmp_path: Path) -> None:
    """Case 49: zeros, exponents, truth values, numbers beyond 2^63."""
    ids = ["00123", "1e5", "TRUE", "9223372036854775808", "NaN"]
    rows = "".join(f"{key},The app crashes on start {key}\n" for key in ids)
    items = read_table(tmp_path, "id,text\n" + rows)
    assert [draft.identity for draft in drafts(items)] == [f"row:{key}" for key in ids]


def test_it_refuses_ragged_rows_with_their_line(tmp_path: Path) -> None:
    """Case 48: accepted and refused rows are the rows read."""
    table = "id,text,date\n1,The app crashes,2026-01-01\n2,It crashes\n3,a,b,c\n"
    items = read_table(tmp_path, table + "4,It still crashes,2026-01-02\n")
    assert [draft.identity for draft in drafts(items)] == ["row:1", "row:4"]
    assert [item.reason for item in refusals(items)] == [
        "line 3 has 2 cells, the header has 3",
        "line 4 has 4 cells, the header has 3",
    ]
    assert refusals(items)[0].original == b"id,text,date\n2,It crashes\n"


def test_an_unclosed_quote_costs_one_row(tmp_path: Path) -> None:
    """Case 47."""
    rows = [f'{n},"The app crashes, {n} times"\n' for n in range(1, 40)]
    rows[9] = '10,"The app never closes this\n'
    items = read_table(tmp_path, "id,text\n" + "".join(rows))
    assert len(drafts(items)) == 38
    assert [item.reason for item in refusals(items)] == [
        "line 11 opens a quote that is never closed"
    ]


def test_an_unclosed_quote_at_the_end_costs_one_row(tmp_path: Path) -> None:
    """Case 47: without any other quote to stop it."""
    rows = "".join(f"{n},The app crashes {n} times\n" for n in range(2, 2_000))
    items = read_table(tmp_path, 'id,text\n1,"The app\n' + rows)
    assert len(drafts(items)) == 1_998
    assert len(refusals(items)) == 1


def test_many_unclosed_quotes_end_soon(tmp_path: Path) -> None:
    """Case 47: quotes made to be read again and again."""
    start = time.process_time()
    items = read_table(tmp_path, "id,text\n" + 'x,"a"b\n"' * 100_000)
    assert time.process_time() - start < 5
    assert refusals(items)


def test_it_reads_fields_beyond_the_limit_of_the_csv_module(tmp_path: Path) -> None:
    """Case 47: 131,073 characters."""
    text = "word " * 30_000
    items = read_table(tmp_path, f'id,text\n1,"{text}"\n2,The app crashes\n')
    assert len(drafts(items)[0].body) == 149_999


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "gb18030"])
def test_it_reads_the_encodings_of_exports(tmp_path: Path, encoding: str) -> None:
    """Case 47, and the UTF-16 of Google Play."""
    rows = "".join(f"{n},应用程序每次打开都会崩溃,请退款 {n}次\n" for n in range(50))
    items = read_table(tmp_path, ("id,text,note\n" + rows).encode(encoding))
    assert drafts(items)[7].body.startswith("应用程序每次打开都会崩溃")
    assert drafts(items)[7].language == "zh"


def test_it_reads_single_wrong_bytes_in_utf8(tmp_path: Path) -> None:
    """Case 47: cp1252 among UTF-8, as in exports that were glued together."""
    good = "".join(f"{n},Die Größe stimmt überhaupt nicht\n" for n in range(9))
    table = ("id,text\n" + good).encode() + b"99,Die Gr\xf6\xdfe stimmt nicht\n"
    items = read_table(tmp_path, table)
    assert {draft.body.split()[1] for draft in drafts(items)} == {"Größe"}
    assert drafts(items)[9].original == b"99,Die Gr\xf6\xdfe stimmt nicht\n"


def test_it_reads_cp1252(tmp_path: Path) -> None:
    """Case 50: German in the code page of Windows."""
    text = "id;text\n" + "1;Die Größe wäre schön, für 5 € überall\n" * 3
    items = read_table(tmp_path, text.encode("cp1252"))
    assert drafts(items)[0].body == "Die Größe wäre schön, für 5 € überall"
    assert "cp1252" in drafts(items)[0].media_type


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_it_reads_every_delimiter_and_line_end(
    tmp_path: Path, delimiter: str, line_end: str
) -> None:
    """Case 47."""
    rows = [["id", "text", "date"], ["1", "The app, it crashes", "2026-01-01"]]
    path = tmp_path / "table.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=line_end)
        writer.writerows(rows)
    assert [draft.body for draft in drafts(read_path(path))] == ["The app, it crashes"]


def test_it_reads_two_thousand_columns(tmp_path: Path) -> None:
    """Case 47."""
    header = ",".join(["text", *(f"c{n}" for n in range(1_999))])
    row = ",".join(["The app crashes every day", *["x"] * 1_999])
    assert len(drafts(read_table(tmp_path, f"{header}\n{row}\n"))) == 1


def test_it_strips_nul_from_cells(tmp_path: Path) -> None:
    """Cases 14 and 47."""
    items = read_table(tmp_path, b"id,text\n1,The app\0 crashes often\n")
    assert drafts(items)[0].body == "The app crashes often"


@pytest.mark.parametrize(
    "content", ["id,text\n", "\n\n", "only one line", "1,2\n3,4\n"]
)
def test_it_says_that_a_table_holds_no_letters(tmp_path: Path, content: str) -> None:
    """Case 47: header only, blank, no header."""
    items = read_table(tmp_path, content)
    assert not drafts(items)
    assert all(item.reason for item in refusals(items))


@pytest.mark.parametrize(
    "text",
    [
        "handle(function(error, data) {\n"
        "it is called with all of the rows that were read so far, when done) {\n"
        "and with what went wrong on the way if anything did, else not) {\n",
        "What we found out, in short\n"
        "The first of these lines is about one thing and another, as it is\n"
        "The second of these lines is about something else again, or not\n",
    ],
)
def test_it_takes_no_prose_or_code_for_a_table(tmp_path: Path, text: str) -> None:
    path = tmp_path / "readme.md"
    path.write_text(text, encoding="utf-8")
    assert not drafts(read_path(path))
    (refusal,) = refusals(read_path(path))
    assert refusal.original == text.encode()


def test_it_skips_lines_above_the_header(tmp_path: Path) -> None:
    """Case 47: a preamble."""
    items = read_table(tmp_path, "Export\n# of Monday\n\nid,text\n1,The app crashes\n")
    assert [draft.location for draft in drafts(items)] == ["table.csv:5"]


def test_it_reads_a_large_table_in_flat_memory(tmp_path: Path) -> None:
    import tracemalloc

    from feedback.intake.files import open_source
    from tests.intake.builders import ARRIVAL

    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,text\n")
        file.writelines(f"{n},The app crashes {'often ' * 700}\n" for n in range(4_000))
    tracemalloc.start()
    count = sum(1 for _ in open_source(path, ARRIVAL).items)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 4_000
    assert peak < 8 * 1024**2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_with_and_without_quotes_are_told_apart_exactly(end: str) -> None:
    """Those without are split, those with are parsed; a record may span both."""
    lines = [
        "a,b",
        '"x, y",z',
        "c,",
        '"two',
        'lines, ""quoted""",d',
        "e,f",
        '"never',
        "g",
    ]
    text = [line + end for line in lines]
    found = [
        (it.line, it.cells, it.raw, bool(it.problem))
        for it in read_records(iter(text), Dialect(","))
    ]
    assert found == [
        (1, ["a", "b"], text[0], False),
        (2, ["x, y", "z"], text[1], False),
        (3, ["c", ""], text[2], False),
        (4, [f'two{end}lines, "quoted"', "d"], text[3] + text[4], False),
        (6, ["e", "f"], text[5], False),
        (7, [], text[6], True),
        (8, ["g"], text[7], False),
    ]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_it_reads_the_delimiter_that_excel_names(tmp_path: Path, mark: str) -> None:
    rows = [("Id", "Comment"), ("1", "It never came, never"), ("2", "Where is it")]
    lines = [f"sep={mark}", *(mark.join(row) for row in rows)]
    items = read_table(tmp_path, "\ufeff" + "\r\n".join(lines))
    assert [draft.identity for draft in drafts(items)] == ["row:1", "row:2"]


def test_it_finds_the_header_below_groups_of_columns(tmp_path: Path) -> None:
    text = "The parcel never came although I paid at once"
    lines = ["Ticket,,Customer,Contact", "Id,Created at,Comment,Email"]
    lines += [f"{i},2026-05-01,{text} {i},ann{i}@x.example" for i in range(3)]
    found = drafts(read_table(tmp_path, "\n".join(lines)))
    assert [draft.identity for draft in found] == ["row:0", "row:1", "row:2"]


def test_a_column_without_a_name_makes_no_group(tmp_path: Path) -> None:
    text = "The parcel never came although I paid at once"
    found = drafts(read_table(tmp_path, f"Name,,Comment\nAnn,Berlin,{text}\n"))
    assert [draft.body for draft in found] == [text]


def test_it_says_how_many_dates_it_could_not_tell(tmp_path: Path) -> None:
    path = tmp_path / "letters.csv"
    lines = ["Id,Date,Comment", "1,03/04/2026,Where is it", "2,05/06/2026,Hello there"]
    path.write_text("\n".join(lines))
    source = open_source(path, ARRIVAL)
    assert len(list(source.items)) == 2
    assert "cannot be told for sure: 2" in source.notes[-1]
