"""What is worked out of drafts: the same alone and among others, and as it ever was."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from feedback.store.preparing import digest, prepare, prepare_all
from feedback.types import Draft, WriterHint

MOMENT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
METADATA = {"100 % sure": 'a "quoted" %s', "city": "Zürich\n", "b\\c": "", "%": "\0"}
DRAFTS = [
    Draft(
        identity="row:1",
        location="a.csv:2",
        original=b"x",
        media_type="text/csv",
        body="I want a refund",
        subject="Refund",
        written_at=MOMENT,
        score=2.0,
        metadata=METADATA,
        language="en",
        writer=WriterHint("k", "N", "k@example.com"),
    ),
    Draft(
        identity="mail:2",
        location="b",
        original=b"y" * 9_000,
        media_type="m",
        body="客服很好",
        message_id="<1@example.com>",
        references=("<0@example.com>",),
        written_at=MOMENT.astimezone(timezone(timedelta(hours=8))),
        is_automatic=True,
        flags=("mended",),
    ),
    Draft(identity="row:3", location="c", original=b"", media_type="text/csv", body=""),
]


def test_drafts_are_prepared_alike_alone_and_together() -> None:
    assert prepare_all(DRAFTS) == [prepare(draft) for draft in DRAFTS]
    assert prepare_all([]) == []


@pytest.mark.parametrize("draft", DRAFTS)
def test_metadata_come_back_whole(draft: Draft) -> None:
    assert json.loads(prepare(draft).get("metadata")) == draft.metadata


def test_digests_are_those_of_letters_received_long_ago() -> None:
    """Else every row of a table that is imported again would seem to have changed."""
    assert [digest(draft).hex() for draft in DRAFTS] == [
        "f60d406896e821605ca403055b986dcb",
        "25ca76c4a31f953b6cb258d7c5b35d86",
        "b6ddd2127dc944f95429f92f5298968d",
    ]


def test_moments_that_are_equal_in_two_zones_are_written_each_in_its_own() -> None:
    here, there = (
        digest(DRAFTS[0]._replace(written_at=moment))
        for moment in (DRAFTS[0].written_at, DRAFTS[1].written_at)
    )
    assert here != there
