"""Exports of known products become letters; other tables by names and cells."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback.intake.tables.delimited import DelimitedGrid
from feedback.intake.tables.formats import FORMATS, Role
from feedback.intake.tables.grids import propose_mapping
from feedback.intake.tables.recognition import Confidence, recognise
from feedback.intake.tables.records import open_table
from feedback.types import Draft
from tests.intake.builders import drafts, read_path, read_table, refusals

TEXT = "The app crashes whenever I open my orders on the phone"


def read_one(folder: Path, content: str | bytes) -> Draft:
    items = read_table(folder, content)
    assert len(items) == 1, items
    assert isinstance(items[0], Draft), items[0]
    return items[0]


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_it_receives_every_complaint(shared: Path) -> None:
    items = read_path(shared / "cfpb" / "complaints.csv")
    assert (len(drafts(items)), len(refusals(items))) == (10_920, 0)
    first = drafts(items)[0]
    assert (first.identity, first.subject) == ("row:1291336", "")
    assert first.written_at == at(2015, 3, 19)
    assert first.metadata["Company"] == "Integrated Recovery Services"
    assert first.metadata["ZIP code"] == "917XX"
    assert "Consumer complaint narrative" not in first.metadata
    assert all(draft.written_at for draft in drafts(items))
    assert b"".join(draft.original for draft in drafts(items)).count(b"\n") > 10_920


def test_it_reads_google_play(tmp_path: Path) -> None:
    header = (
        "Package Name,App Version Code,App Version Name,Reviewer Language,Device,"
        "Review Submit Date and Time,Review Submit Millis Since Epoch,"
        "Review Last Update Date and Time,Review Last Update Millis Since Epoch,"
        "Star Rating,Review Title,Review Text,Developer Reply Date and Time,"
        "Developer Reply Millis Since Epoch,Developer Reply Text,Review Link"
    )
    link = "http://play.google.com/console/x?reviewId=gp:AO-1&y=2"
    row = "com.x,1,1.0,en,phone,2026-05-01T10:00:00Z,1,,,{stars},Bad,{text},,,,{link}"
    full = row.format(stars=2, text=TEXT, link=link)
    bare = row.format(stars=5, text="", link=link + "9")
    items = read_table(tmp_path, f"{header}\n{full}\n{bare}\n".encode("utf-16"))
    draft = drafts(items)[0]
    assert (draft.identity, draft.subject, draft.score) == ("row:gp:AO-1", "Bad", 2)
    assert [item.reason for item in refusals(items)] == ["no text, only a score of 5"]


def test_it_reads_trustpilot_whatever_the_case(tmp_path: Path) -> None:
    draft = read_one(
        tmp_path,
        "Domain URL,Review ID,Review Created (UTC),Review Consumer User ID,"
        "Review Username,Review Title,Review Content,Review Stars\n"
        f"x.example,r1,2026-05-01 10:00:00,u7,Eve,Never again,{TEXT},1\n",
    )
    assert (draft.writer.key, draft.writer.name) == ("u7", "Eve")
    assert (draft.subject, draft.score) == ("Never again", 1)


def test_it_says_that_zendesk_exports_hold_subjects_only(tmp_path: Path) -> None:
    path = tmp_path / "zendesk.csv"
    path.write_text(
        "Summation column,Id,Requester,Requester id,Requester email,Subject,"
        "Created at\n"
        f"1,7,Eve,3,Eve@Example.com,{TEXT},2026-05-01 10:00:00 +0200\n"
    )
    mapping = propose_mapping(DelimitedGrid(open_table(path), "zendesk.csv"))
    assert "subjects only" in mapping.note


def test_it_takes_the_zone_from_the_header(tmp_path: Path) -> None:
    draft = read_one(
        tmp_path,
        "Conversation ID,Conversation started at (America/New_York),Updated at (x),"
        "Conversation rating,Conversation rating remark,User name,User email,Title\n"
        f"c1,2026-07-01 10:00:00,,1,{TEXT},Eve,eve@example.com,Hello\n",
    )
    assert draft.written_at == at(2026, 7, 1, 14)


def test_it_keeps_only_what_users_wrote(tmp_path: Path) -> None:
    header = (
        "message_id,message_body,message_type,message_created_at,message_author_type,"
        "message_author_email,conversation_id\n"
    )
    kinds = [("user", "comment"), ("admin", "comment"), ("bot", "comment"),
             ("lead", "comment"), ("user", "note")]  # fmt: skip
    rows = "".join(
        f"m{n},{TEXT},{kind},2026-05-0{n + 1} 10:00:00,{author},e@example.com,c1\n"
        for n, (author, kind) in enumerate(kinds)
    )
    items = read_table(tmp_path, header + rows)
    assert [draft.identity for draft in drafts(items)] == ["row:m0", "row:m3"]
    assert [item.reason for item in refusals(items)] == [
        "not a user's words: message_author_type is 'admin'",
        "not a user's words: message_author_type is 'bot'",
        "not a letter: message_type is 'note'",
    ]


def test_it_reads_answers_under_two_header_rows(tmp_path: Path) -> None:
    draft = read_one(
        tmp_path,
        "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,"
        'First Name,Last Name,"What went wrong,\nin your words?",How likely?\n'
        ",,,,,,,,Open-Ended Response,Response\n"
        f"11,2,05/01/2026 10:00:00 AM,05/31/2026 10:05:00 PM,10.0.0.9,E@x.example,"
        f"Eve,Example,{TEXT},9\n",
    )
    assert (draft.body, draft.identity) == (TEXT, "row:11")
    assert draft.writer.name == "Eve Example"
    assert draft.written_at == at(2026, 5, 31, 22, 5)
    assert "10.0.0.9" not in draft.metadata.values()
    assert draft.metadata["How likely?"] == "9"


def test_it_reads_typeform_with_repeated_headers(tmp_path: Path) -> None:
    draft = read_one(
        tmp_path,
        "#,Why do you leave?,Other,What else?,Other,Start Date (UTC),Submit Date (UTC),"
        f"Network ID\nab12,{TEXT},,I would come back for a lower price,x,"
        "2026-05-01 10:00:00,2026-05-01 10:02:00,n\n",
    )
    assert draft.body == f"{TEXT}\n\nI would come back for a lower price"
    assert draft.identity == "row:ab12"


def test_it_hashes_rows_of_google_forms(tmp_path: Path) -> None:
    table = (
        "Timestamp,Email Address,What should we do better?\n"
        f"2026/09/27 3:00:00 PM GMT+3,e@example.com,{TEXT}\n"
    )
    draft = read_one(tmp_path, table)
    assert draft.identity.startswith("row:#")
    assert draft.written_at == at(2026, 9, 27, 12)
    assert read_one(tmp_path, table).identity == draft.identity


def test_it_reads_unix_seconds(tmp_path: Path) -> None:
    draft = read_one(
        tmp_path,
        "id,person,survey_type,score,comment,created_at\n"
        f"5,u1,nps,3,{TEXT},1767225600\n",
    )
    assert (draft.written_at, draft.score) == (at(2026, 1, 1), 3)


def test_it_joins_two_columns_to_one_id(tmp_path: Path) -> None:
    draft = read_one(
        tmp_path,
        "submission_id,collected_at,field_id,value_text,user_id\n"
        f"s1,2026-05-01T10:00:00Z,f1,{TEXT},u1\n",
    )
    assert draft.identity == "row:s1:f1"


def test_it_takes_the_subject_where_the_description_is_missing(tmp_path: Path) -> None:
    draft = read_one(
        tmp_path,
        "Ticket Id,Subject,Description,Agent interactions,Created Time,Email\n"
        f"1,{TEXT},,0,2026-05-01 10:00:00,e@example.com\n",
    )
    assert (draft.body, draft.subject) == (TEXT, "")


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_it_recognises_each_export_by_its_own_marks(known) -> None:  # type: ignore[no-untyped-def]
    names = [name.removesuffix("*") for name in known.marks]
    extra = [n.removesuffix("*") for c in known.columns.values() for n in c]
    header = list(dict.fromkeys([*names, *extra, "Why?"]))
    sample = [[f"{TEXT} {n}" for _ in header] for n in range(3)]
    assert recognise([name.title() for name in header], sample).format == known.name


def test_it_maps_other_tables_by_names_and_cells(tmp_path: Path) -> None:
    draft = read_one(
        tmp_path,
        "Nummer;Erstellt am;Betreff;Nachricht;E-Mail;Sterne;Filiale\n"
        "7;31.05.2026 08:00;Rechnung;Die Rechnung ist falsch und niemand hilft mir;"
        "E@X.example;1,5;Ulm\n",
    )
    assert (draft.identity, draft.subject, draft.score) == ("row:7", "Rechnung", 1.5)
    assert draft.writer.address == "e@x.example"
    assert draft.written_at == at(2026, 5, 31, 8)
    assert draft.metadata["Filiale"] == "Ulm"
    assert draft.language == "de"


def test_it_looks_at_cells_before_it_believes_a_name() -> None:
    header = ["id", "description", "what happened"]
    rows = [[str(n), "short", f"{TEXT} number {n}"] for n in range(5)]
    mapping = recognise(header, rows)
    assert mapping.get_columns(Role.TEXT) == (2,)
    assert mapping.confidence[Role.TEXT] is Confidence.MEDIUM


def test_it_does_not_take_a_column_for_an_id_that_repeats() -> None:
    rows = [["1", f"{TEXT} number {n}"] for n in range(5)]
    assert recognise(["id", "text"], rows).get_columns(Role.ID) == ()


def test_it_decides_the_order_of_day_and_month_from_the_column(tmp_path: Path) -> None:
    rows = "".join(f"{n},{TEXT} {n},0{n}/05/2026\n" for n in range(1, 8))
    items = read_table(tmp_path, "id,text,date\n" + rows)
    assert [draft.written_at for draft in drafts(items)][:4] == [None] * 4
    assert "cannot be told for sure" in drafts(items)[0].flags[0]
    items = read_table(tmp_path, f"id,text,date\n{rows}9,{TEXT},31/05/2026\n")
    assert drafts(items)[0].written_at == at(2026, 5, 1)


def test_it_reads_json_lines_and_lists(tmp_path: Path) -> None:
    entries = [
        {"id": n, "created": "2026-05-01", "author": {"email": "e@x.example"},
         "text": f"{TEXT} {n}"}
        for n in range(3)
    ]  # fmt: skip
    lines = tmp_path / "letters.jsonl"
    lines.write_text("\n".join(map(json.dumps, entries)) + "\n[1]\n{broken\n")
    whole = tmp_path / "letters.json"
    whole.write_text(json.dumps(entries))
    assert [d.identity for d in drafts(read_path(lines))] == ["row:0", "row:1", "row:2"]
    assert [item.reason for item in refusals(read_path(lines))] == [
        "line 4 is not a JSON object",
        "line 5 is not JSON",
    ]
    assert drafts(read_path(whole))[1].metadata["author.email"] == "e@x.example"


@pytest.mark.parametrize("indent", [None, 2])
def test_it_reads_the_list_inside_an_answer(tmp_path: Path, indent: int | None) -> None:
    """As the App Store's interface answers: pages of fields."""
    review = {
        "type": "customerReviews",
        "id": "r1",
        "attributes": {
            "rating": 2, "title": "Bad", "body": TEXT, "reviewerNickname": "eve",
            "createdDate": "2026-05-01T10:00:00-08:00",
        },
    }  # fmt: skip
    path = tmp_path / "reviews.json"
    path.write_text(json.dumps({"data": [review], "links": {}}, indent=indent))
    (draft,) = drafts(read_path(path))
    assert (draft.identity, draft.body, draft.score) == ("row:r1", TEXT, 2)
    assert draft.written_at == at(2026, 5, 1, 18)


def test_a_ticket_is_a_letter_whatever_lists_it_has(tmp_path: Path) -> None:
    comments = [{"id": 1, "body": "An answer that our team gave to this ticket"}]
    ticket = {
        "id": 7, "subject": "Late", "description": TEXT, "comments": comments,
        "requester": {"name": "Eve", "email": "eve@x.example"},
    }  # fmt: skip
    path = tmp_path / "tickets.jsonl"
    path.write_text(json.dumps(ticket))
    (draft,) = drafts(read_path(path))
    assert (draft.identity, draft.body, draft.subject) == ("row:7", TEXT, "Late")
    assert draft.writer == ("eve@x.example", "Eve", "eve@x.example")


def test_it_reads_workbooks(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Reviews of May"])
    sheet.append(
        ["Review Id", "Review Content", "Review Stars", "Review Created (UTC)"]
    )
    sheet.append([12, TEXT, 2, datetime(2026, 5, 1, 10)])  # noqa: DTZ001
    path = tmp_path / "reviews.xlsx"
    book.save(path)
    draft = drafts(read_path(path))[0]
    assert (draft.identity, draft.body, draft.score) == ("row:12", TEXT, 2)
    assert draft.written_at == at(2026, 5, 1, 10)


@pytest.mark.parametrize(
    "header",
    [
        "Номер;Дата;Имя;Отзыв;Почта",
        "Numer;Data utworzenia;Imię;Treść;Adres e-mail",
        "번호;작성일;이름;리뷰;이메일",
        "番号;投稿日;お名前;お問い合わせ内容;メールアドレス",
        "Nummer;Eingegangen am;Kundenname;Beschwerde;E-Mail-Adresse",
    ],
)
def test_it_finds_columns_in_many_languages(tmp_path: Path, header: str) -> None:
    draft = read_one(tmp_path, f"{header}\n7;2026-05-01;Eve;{TEXT};eve@x.example\n")
    assert (draft.identity, draft.body) == ("row:7", TEXT)
    assert draft.writer == ("eve@x.example", "Eve", "eve@x.example")
    assert draft.written_at == at(2026, 5, 1)


def test_it_knows_forms_of_google_in_other_languages(tmp_path: Path) -> None:
    """The questions all are the letter; when and who are columns of Google's."""
    header = "Zeitstempel,E-Mail-Adresse,Was stört Sie?,Was fehlt Ihnen?"
    answers = "Die App stürzt ständig ab,Eine Suche in meinen Bestellungen"
    row = f"13.05.2026 10:00:00,eve@x.example,{answers}"
    draft = read_one(tmp_path, f"{header}\n{row}\n")
    assert draft.body == answers.replace(",", "\n\n")
    assert draft.writer.address == "eve@x.example"
    assert draft.written_at == at(2026, 5, 13, 10)


@pytest.mark.parametrize(
    ("cell", "body"),
    [
        (f"<p>{TEXT}</p><p>Eve &amp; Bob</p>", f"{TEXT}\n\nEve & Bob"),
        (f"<script>alert(1)</script> {TEXT}", f"<script>alert(1)</script> {TEXT}"),
        (f"<p> is what I see: {TEXT}", f"<p> is what I see: {TEXT}"),
    ],
)
def test_it_reads_messages_that_a_help_desk_keeps_as_html(
    tmp_path: Path, cell: str, body: str
) -> None:
    draft = read_one(tmp_path, f'id,message\n1,"{cell}"\n')
    assert draft.body == body
    assert cell.encode() in draft.original


@pytest.mark.parametrize(
    "last", ["Total,,,3", ",,,Total: 3", ",Grand total:,,3", "合计,,,3", ",,Summe,3"]
)
def test_a_row_of_totals_is_no_letter(tmp_path: Path, last: str) -> None:
    table = f"id,email,date,text\n7,ann@example.com,2026-10-01,{TEXT}\n{last}\n"
    items = read_table(tmp_path, table)
    assert len(drafts(items)) == 1
    (refusal,) = refusals(items)
    assert refusal.reason == "a row of totals, and no letter"


@pytest.mark.parametrize(
    "row", ["8,,,Total", ",ann@example.com,,Total", ",,2026-10-02,Sum", "9,,,3"]
)
def test_a_letter_of_one_word_is_no_total(tmp_path: Path, row: str) -> None:
    table = f"id,email,date,text\n7,ann@example.com,2026-10-01,{TEXT}\n{row}\n"
    assert len(drafts(read_table(tmp_path, table))) == 2
