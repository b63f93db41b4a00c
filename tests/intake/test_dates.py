"""Dates as people and programs write them."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback.intake.dates import DateReader, DayOrder, find_day_order, find_zone
from tests.intake.builders import ARRIVAL


def show(text: str, order: DayOrder = DayOrder.UNKNOWN) -> str:
    moment = DateReader(ARRIVAL, order).read(text)
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else ""


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-01", "2026-05-01 00:00:00"),
        ("2026-05-01T10:00:00Z", "2026-05-01 10:00:00"),
        ("2026-05-01T10:00:00.123456+02:00", "2026-05-01 08:00:00"),
        ("2026-05-01 10:00:00 +0200", "2026-05-01 08:00:00"),
        ("2026-05-01 10:00:00 UTC", "2026-05-01 10:00:00"),
        ("2026/5/1 3:00:00 PM GMT+3", "2026-05-01 12:00:00"),
        ("31.05.2026 08:00", "2026-05-31 08:00:00"),
        ("5/31/26", "2026-05-31 00:00:00"),
        ("5/31/2026 12:05:00 AM", "2026-05-31 00:05:00"),
        ("2026年5月1日 10:30", "2026-05-01 10:30:00"),
        ("May 1, 2026 at 10:00 AM", "2026-05-01 10:00:00"),
        ("1 May 2026", "2026-05-01 00:00:00"),
        ("1767225600", "2026-01-01 00:00:00"),
        ("1767225600000", "2026-01-01 00:00:00"),
        ("02/02/2026", "2026-02-02 00:00:00"),
    ],
)
def test_it_reads_what_can_be_told(text: str, moment: str) -> None:
    assert show(text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sonntag, 1. März 2026 10:00", "2026-03-01 10:00:00"),
        ("So., 1. März 2026 um 10:00 Uhr", "2026-03-01 10:00:00"),
        ("dim. 1 mars 2026 à 10:00", "2026-03-01 10:00:00"),
        ("domingo, 1 de março de 2026 às 10:00", "2026-03-01 10:00:00"),
        ("dom 1 mar 2026 alle ore 10:00", "2026-03-01 10:00:00"),
        ("niedziela, 1 marca 2026 10:00", "2026-03-01 10:00:00"),
        ("1 марта 2026 \u0433., 10:00", "2026-03-01 10:00:00"),
        ("1 Mart 2026 Pazar 10:00", "2026-03-01 10:00:00"),
        ("3 août 2026", "2026-08-03 00:00:00"),
        ("On Sunday, March 1st, 2026 at 10:00 PM", "2026-03-01 22:00:00"),
        ("2026年3月1日(日) 10:00", "2026-03-01 10:00:00"),
        ("2026年3月1日(星期天) 上午10:00", "2026-03-01 10:00:00"),
        ("2026年3月1日 星期日 下午3:05", "2026-03-01 15:05:00"),
        ("2026年3月1日 GMT+8 10:00:00", "2026-03-01 02:00:00"),
        ("2026年3月1日 10:00:00 JST", "2026-03-01 01:00:00"),
        ("2026년 3월 1일 일요일 오후 3:00", "2026-03-01 15:00:00"),
    ],
)
def test_it_reads_the_months_of_many_languages(text: str, moment: str) -> None:
    assert show(text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("March 1, 2026 at 10:00:00 AM GMT+1", "2026-03-01 09:00:00"),
        ("March 1, 2026 at 10:00:00 AM CET", "2026-03-01 09:00:00"),
        ("Sun Mar 1 10:00:00 2026 GMT-5", "2026-03-01 15:00:00"),
        ("Sun Mar 01 2026 10:00:00 GMT+0100 (Central European Standard Time)",
         "2026-03-01 09:00:00"),
        ("Oct 5, 2026 10:00 IST", ""),
    ],
)  # fmt: skip
def test_it_reads_zones_as_people_mean_them(text: str, moment: str) -> None:
    """A name with several meanings is none; GMT+1 is ahead of Greenwich."""
    assert show(text) == moment


@pytest.mark.parametrize(
    "text",
    ["Sun 3/1/2026 10:00", "Jan 2026", "", "soon",
     "03/04/2026", "31/31/2026", "2026-02-30", "2050-01-01", "1969-12-31",
     "12345", "99/99/9999", "May", "2026", "1/2/3", "9" * 400,
     "\u0661/\u0662/\u0662\u0660\u0662\u0666"],
)  # fmt: skip
def test_it_does_not_guess(text: str) -> None:
    """Case 21: nothing that may be wrong gets into a trend."""
    assert show(text) == ""


def test_it_follows_the_order_of_the_column() -> None:
    assert show("03/04/2026", DayOrder.DAY) == "2026-04-03 00:00:00"
    assert show("03/04/2026", DayOrder.MONTH) == "2026-03-04 00:00:00"
    assert show("03/04/2026", DayOrder.MIXED) == ""


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["01/02/2026", "13/02/2026"], DayOrder.DAY),
        (["01/02/2026", "02/13/2026"], DayOrder.MONTH),
        (["13/02/2026", "02/13/2026"], DayOrder.MIXED),
        (["01/02/2026", "2026-02-13", "word"], DayOrder.UNKNOWN),
        ([], DayOrder.UNKNOWN),
    ],
)
def test_it_decides_from_the_whole_column(values: list[str], order: DayOrder) -> None:
    assert find_day_order(values) is order


def test_it_finds_the_zone_that_a_header_names() -> None:
    zone = find_zone("Updated at (Europe/Berlin)")
    assert zone is not None
    assert datetime(2026, 7, 1, tzinfo=zone).utcoffset() == timedelta(hours=2)
    assert find_zone("Review Created (UTC)") is UTC
    assert find_zone("Resolution time (in hrs)") is None
    assert find_zone("Created at") is None


def test_a_zone_holds_for_dates_without_one() -> None:
    zone = find_zone("x (America/Argentina/Buenos_Aires)")
    assert zone is not None
    reader = DateReader(ARRIVAL, zone=zone)
    assert str(reader.read("2026-05-01 10:00")) == "2026-05-01 13:00:00+00:00"
    assert str(reader.read("2026-05-01 10:00Z")) == "2026-05-01 10:00:00+00:00"
