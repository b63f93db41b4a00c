"""How a person has a table read: what is not changed stays as it was proposed."""

from pathlib import Path

from feedback.intake.chosen import import_chosen, name_columns
from feedback.intake.preview import preview_file
from feedback.intake.tables.readings import Choices
from feedback.store import Store
from feedback.types import LetterFilter
from tests.intake.builders import ARRIVAL

SURVEY = (
    "Respondent ID,Collector ID,Start Date,End Date,Email Address,First Name,"
    "Last Name,What went wrong?,What should we change?\n"
    ",,,,,,,Open-Ended Response,Open-Ended Response\n"
    "1,9,2026-03-01,2026-03-01,ann@x.example,Ann,Lee,It was late,Answer the phone\n"
)
ANSWERS = (
    "submission_id,collected_at,field_id,value_text,language\n"
    "s1,2026-03-01,f1,Because the parcel was late again,en\n"
    "s1,2026-03-01,f2,Please answer the phone when I call,en\n"
)


def import_text(store: Store, path: Path, content: str, *columns: str) -> list[str]:
    """Import a table with a zone chosen; returns what the letters say."""
    path.write_text(content)
    choices = name_columns(path, columns, Choices(zone="Europe/Berlin"))
    import_chosen(store, path, "survey", choices)
    ids = store.letters.find_ids(LetterFilter())
    return [store.letters.get_letter(letter_id).body for letter_id in sorted(ids)]


def test_a_choice_of_zone_keeps_every_answer(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    letters = import_text(store, path, SURVEY, "date=End Date")
    assert letters == ["It was late\n\nAnswer the phone"]
    again = import_text(store, path, SURVEY)
    assert again == letters


def test_a_choice_keeps_an_id_of_two_columns(store: Store, tmp_path: Path) -> None:
    """With one of them alone, one answer would take the place of the other."""
    letters = import_text(store, tmp_path / "answers.csv", ANSWERS, "language=")
    assert len(letters) == 2


def test_a_person_may_choose_one_of_several_columns(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "survey.csv"
    question = "text=What should we change?"
    assert import_text(store, path, SURVEY, question) == ["Answer the phone"]


def test_the_preview_says_what_to_do_about_dates(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "letters.csv"
    path.write_text("id,date,text\n1,03/04/2026,The app crashes all day\n")
    found = preview_file(store, path, Choices(), lambda: ARRIVAL)
    assert "Some dates cannot be told for sure" in found.note
    sure = preview_file(store, path, Choices(order="day"), lambda: ARRIVAL)
    assert sure.note == ""
