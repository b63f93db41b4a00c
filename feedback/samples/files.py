"""The demo world as files that pass through the same doors as real letters."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feedback.samples.mail import write_mail
from feedback.samples.types import (
    FORM,
    MAIL,
    STORE,
    SampleAction,
    SampleLetter,
    SampleTruth,
    SampleWorld,
    SampleWriter,
)

_STORE_HEADER = (
    "Package Name",
    "App Version Code",
    "App Version Name",
    "Reviewer Language",
    "Device",
    "Review Submit Date and Time",
    "Review Submit Millis Since Epoch",
    "Review Last Update Date and Time",
    "Review Last Update Millis Since Epoch",
    "Star Rating",
    "Review Title",
    "Review Text",
    "Developer Reply Date and Time",
    "Developer Reply Millis Since Epoch",
    "Developer Reply Text",
    "Review Link",
)
_FORM_HEADER = ("Submission ID", "Submitted At", "Name", "Email", "Subject", "Message")
_WRITER_HEADER = (
    "key",
    "name",
    "address",
    "language",
    "segment",
    "joined_on",
    "last_active_on",
    "do_not_contact",
)


@dataclass(frozen=True, slots=True)
class SampleFiles:
    """Where the files of a demo world lie.

    ``reviews`` is UTF-16 as the store writes it; ``activity`` has a row for each day
    on which a writer was seen; ``truth`` is for tests and benchmarks alone.
    """

    mail: Path
    reviews: Path
    forms: Path
    writers: Path
    activity: Path
    truth: Path


def write_files(world: SampleWorld, folder: Path) -> SampleFiles:
    """Write ``world`` into ``folder``, made if needed; earlier files are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = SampleFiles(
        mail=folder / "support.mbox",
        reviews=folder / "app-store-reviews.csv",
        forms=folder / "contact-form.csv",
        writers=folder / "writers.csv",
        activity=folder / "activity.csv",
        truth=folder / "truth.json",
    )
    _write_mbox(paths.mail, world.letters)
    _write_reviews(paths.reviews, world.letters)
    _write_forms(paths.forms, world.letters)
    _write_table(paths.writers, _WRITER_HEADER, map(_writer_row, world.writers))
    _write_table(
        paths.activity, ("address", "active_on"), _activity_rows(world.writers)
    )
    paths.truth.write_text(_truth_json(world), "utf-8")
    return paths


def _write_mbox(path: Path, letters: Sequence[SampleLetter]) -> None:
    """Write all mail; the postmark carries the letter's own moment."""
    with path.open("wb") as file:
        for letter in letters:
            if letter.source == MAIL:
                stamp = letter.written_at.ctime()
                file.write(f"From {letter.address} {stamp}\n".encode())
                file.write(_escape_postmarks(write_mail(letter)) + b"\n")


def _escape_postmarks(message: bytes) -> bytes:
    return (
        b"\n".join(
            b">" + line if line.startswith(b"From ") else line
            for line in message.splitlines()
        )
        + b"\n"
    )


def _write_reviews(path: Path, letters: Sequence[SampleLetter]) -> None:
    rows = (_review_row(letter) for letter in letters if letter.source == STORE)
    _write_table(path, _STORE_HEADER, rows, encoding="utf-16")


def _review_row(letter: SampleLetter) -> list[str]:
    moment, millis = _stamp(letter.written_at), _millis(letter.written_at)
    link = f"https://play.example.com/reviews?reviewId={letter.external_id}"
    rating, title = str(letter.rating), letter.subject
    written = [moment, millis, moment, millis, rating, title, letter.body]
    head = ["com.example.loomleaf", "", "", letter.language, ""]
    return [*head, *written, "", "", "", link]


def _write_forms(path: Path, letters: Sequence[SampleLetter]) -> None:
    rows = (
        [
            letter.external_id,
            _stamp(letter.written_at),
            letter.writer_name,
            letter.address,
            letter.subject,
            letter.body,
        ]
        for letter in letters
        if letter.source == FORM
    )
    _write_table(path, _FORM_HEADER, rows)


def _writer_row(writer: SampleWriter) -> list[str]:
    return [
        writer.key,
        writer.name,
        writer.address,
        writer.language,
        writer.segment,
        writer.joined_on.isoformat(),
        writer.last_active_on.isoformat(),
        "yes" if writer.do_not_contact else "no",
    ]


def _activity_rows(writers: Iterable[SampleWriter]) -> Iterable[list[str]]:
    for writer in writers:
        for day in writer.active_on:
            yield [writer.address, day.isoformat()]


def _write_table(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    encoding: str = "utf-8",
) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        table = csv.writer(file)
        table.writerow(header)
        table.writerows(rows)


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _millis(moment: datetime) -> str:
    return str(int(moment.timestamp()) * 1000)


def _truth_json(world: SampleWorld) -> str:
    truth = world.truth
    return json.dumps(
        {
            "start_on": world.start_on.isoformat(),
            "end_on": world.end_on.isoformat(),
            "topics": {
                key: {"name": topic.name, "terms": topic.terms}
                for key, topic in truth.topics.items()
            },
            "events": [
                {
                    "name": event.name,
                    "topic": event.topic,
                    "start_on": event.start_on.isoformat(),
                    "end_on": event.end_on.isoformat(),
                    "factor": event.factor,
                    "is_drift": event.is_drift,
                }
                for event in truth.events
            ],
            "actions": [_action_entry(action) for action in world.actions],
            "letters": [_letter_entry(letter, truth) for letter in world.letters],
        },
        ensure_ascii=False,
        indent=1,
    )


def _action_entry(action: SampleAction) -> dict[str, object]:
    return {
        "name": action.name,
        "link": action.link,
        "purpose": action.purpose,
        "topics": action.topics,
        "start_on": action.start_on.isoformat(),
        "due_on": action.due_on.isoformat(),
        "effect": action.effect,
        "true_effect": action.true_effect,
        "audience": action.audience,
        "holdout": action.holdout,
        "succeeded": sorted(action.succeeded),
    }


def _letter_entry(letter: SampleLetter, truth: SampleTruth) -> dict[str, object]:
    return {
        "key": letter.key,
        "kind": letter.kind,
        "source": letter.source,
        "identifier": letter.message_id or letter.external_id,
        "writer": letter.writer_key,
        "passages": [
            {"text": passage.text, "topics": sorted(passage.topics)}
            for passage in truth.passages[letter.key]
        ],
    }
