"""Dates as people and programs write them, decided over a whole column."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import Enum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feedback.intake.worded_dates import names_month, read_worded_date

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_SLACK = timedelta(days=2)
_NO_DATE = datetime(1, 1, 1, tzinfo=UTC)
_NUMBERS = re.compile(
    r"\s*(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})"
    r"(?:,?[T ]\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
    r"\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?)?\s*"
)
_EASTERN = re.compile(
    r"\s*(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号]"
    r"(?:\s*[(\uff08]?(?:(?:星期|周|週)[一二三四五六日天]|[日月火水木金土](?:曜日)?|"
    r"[월화수목금토일](?:요일)?)[)\uff09]?)?,?"
    r"(?:\s*((?:UTC|GMT)[+-]\d{1,2}))?"
    r"(?:\s*(上午|下午|凌晨|早上|中午|晚上|午前|午後|오전|오후)?"
    r"\s*(\d{1,2})[:\uff1a时時시](?:\s*(\d{2})(?:[:\uff1a分분]\s*(\d{2})?[秒초]?)?)?)?"
    r"(?:\s*([A-Z]{3,4})\b)?\D*"
)
_AFTERNOON = {"下午", "中午", "晚上", "午後", "오후"}
_ZONE = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?")
_LONGEST = 80
# Spreadsheets count days from the end of 1899, with time as their fraction.
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001
_DAY_NUMBER = re.compile(r"(\d{5})(?:[.,]\d{1,12})?", re.ASCII)
_FIRST_DAY, _LAST_DAY = 32_874, 60_000
_NUMBER = re.compile(r"\d+")
_COMMENT = re.compile(r"\s*\([^()]*\)\s*$")
_GREENWICH = re.compile(r"(?:UTC|GMT)(?=[+-]\d)")
# Names with one meaning, or one in mail (RFC 5322); IST and BST have several.
_NAMED_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9, "EST": -5, "EDT": -4, "CST": -6,
    "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_ZONE_IN_HEADER = re.compile(r"[(\[]\s*([A-Za-z_]+(?:/[A-Za-z_]+)*)\s*[)\]]\s*$")


class DayOrder(Enum):
    """What stands first in dates such as 03/04/2026."""

    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"
    MIXED = "mixed"


def find_day_order(values: Iterable[str]) -> DayOrder:
    """Decide from a whole column whether the day or the month stands first.

    UNKNOWN when no value tells; MIXED when some values say one and some the other.
    """
    day = month = False
    for value in values:
        match = _NUMBERS.match(value)
        if match and len(match[1]) < 3:
            day = day or int(match[1]) > 12
            month = month or int(match[3]) > 12
    if day and month:
        return DayOrder.MIXED
    return DayOrder.DAY if day else DayOrder.MONTH if month else DayOrder.UNKNOWN


def needs_day_order(value: str) -> bool:
    """Tell whether a date starts with one or two digits that could be day or month."""
    match = _NUMBERS.match(value)
    return bool(match) and len(match[1]) < 3  # type: ignore[index]


def is_day_number(value: str) -> bool:
    """Tell whether a cell can be a day between 1990 and 2064 as spreadsheets count."""
    match = _DAY_NUMBER.fullmatch(value.strip())
    return bool(match) and _FIRST_DAY <= int(match[1]) <= _LAST_DAY  # type: ignore[index]


def find_zone(header: str) -> tzinfo | None:
    """Return the zone that a header names, as in ``Created (America/Lima)``."""
    match = _ZONE_IN_HEADER.search(header)
    if not match:
        return None
    if match[1].upper() in {"UTC", "GMT"}:
        return UTC
    try:
        return ZoneInfo(match[1])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@dataclass(slots=True)
class DateReader:
    """Reads the dates of one column; equal texts are read once.

    ``zone`` holds for texts that name none; ``are_numbers``: the column counts days
    as spreadsheets do. A date that cannot be told for sure
    (unknown form, month and day exchangeable, impossible, in the future) is None.
    """

    received_at: datetime
    order: DayOrder = DayOrder.UNKNOWN
    zone: tzinfo = UTC
    are_numbers: bool = False
    _known: dict[str, datetime | None] = field(default_factory=dict)

    def read(self, text: str) -> datetime | None:
        """Return the moment in UTC that ``text`` names, None when unsure."""
        if text in self._known:
            return self._known[text]
        if len(self._known) > 50_000:
            self._known.clear()
        moment = self._known[text] = self._check(self._parse(text.strip()))
        return moment

    def _check(self, moment: datetime | None) -> datetime | None:
        return check_against_arrival(moment, self.received_at)

    def _parse(self, text: str) -> datetime | None:
        try:
            if text.isascii() and text.isdigit() and len(text) in (10, 13):
                return datetime.fromtimestamp(int(text[:10]), UTC)
            if self.are_numbers and is_day_number(text):
                span = timedelta(days=float(text.replace(",", ".")), milliseconds=500)
                return (_DAY_ZERO + span).replace(tzinfo=self.zone)
            return self._parse_numbers(text) or self._parse_words(text)
        except (ValueError, OverflowError):
            return None

    def _parse_numbers(self, text: str) -> datetime | None:
        match = _NUMBERS.fullmatch(text)
        if match:
            day = self._order_day(int(match[1]), int(match[3]), match[4], match[1])
            if day is None:
                return None
            hour = _to_24_hours(int(match[5] or 0), match[8])
            clock = (hour, int(match[6] or 0), min(int(match[7] or 0), 59))
            return _at(day, clock, _read_offset(match[9]) or self.zone)
        match = _EASTERN.fullmatch(text)
        if not match:
            return None
        year, month, date = (int(part) for part in match.group(1, 2, 3))
        hour, minute, second = (int(part or 0) for part in match.group(6, 7, 8))
        half = "pm" if match[5] in _AFTERNOON else "am"
        clock = (_to_24_hours(hour, match[5] and half), minute, second)
        return _at(
            (year, month, date), clock, _read_offset(match[4] or match[9]) or self.zone
        )

    def _order_day(
        self, first: int, second: int, last: str, first_text: str
    ) -> tuple[int, int, int] | None:
        if len(first_text) == 4:
            return first, second, int(last)
        if len(first_text) == 3 or len(last) == 3 or self.order is DayOrder.MIXED:
            return None
        year = int(last) + (0 if len(last) == 4 else 2000)
        if self.order is DayOrder.DAY or first > 12:
            return year, second, first
        if self.order is DayOrder.MONTH or second > 12 or first == second:
            return year, first, second
        return None

    def _parse_words(self, text: str) -> datetime | None:
        """Read dates with month names; text without one names no date."""
        if not 6 <= len(text) <= _LONGEST:
            return None
        worded = read_worded_date(text)
        if worded:
            hour, minute, second = worded.clock
            clock = (_to_24_hours(hour, worded.half), minute, second)
            return _at(worded.day, clock, _read_offset(worded.zone) or self.zone)
        return self._parse_loosely(text) if names_month(text) else None

    def _parse_loosely(self, text: str) -> datetime | None:
        from dateutil import parser  # type: ignore[import-untyped]

        default = _NO_DATE.replace(tzinfo=self.zone)
        # To dateutil GMT+1 is the zone behind Greenwich, as in POSIX; to people ahead.
        text = _GREENWICH.sub("", _COMMENT.sub("", text))
        if len(_NUMBER.findall(text)) < 2:
            return None
        try:
            moment: datetime = parser.parse(text, default=default, tzinfos=_make_zone)
        except (parser.ParserError, OverflowError, TypeError):
            return None
        return moment


def check_against_arrival(
    moment: datetime | None, received_at: datetime
) -> datetime | None:
    """Return ``moment`` in UTC, or None when it cannot be: too early, or to come."""
    if moment is None:
        return None
    try:
        moment = moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None
    return moment if EARLIEST <= moment <= received_at + _SLACK else None


def _at(
    day: tuple[int, int, int], clock: tuple[int, int, int], zone: tzinfo
) -> datetime:
    return datetime(*day, *clock, tzinfo=zone)


def _to_24_hours(hour: int, half: str | None) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _read_offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    match = _ZONE.fullmatch(text)
    if not match:
        return _make_zone(text, None)
    span = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(span if match[1] == "+" else -span)


def _make_zone(name: str | None, offset: int | None) -> tzinfo:
    """Return the zone of a name or of seconds; raises ValueError for unknown names."""
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    hours = _NAMED_ZONES.get((name or "UTC").upper())
    if hours is None:
        raise ValueError(f"no zone is called {name}")
    return timezone(timedelta(hours=hours))
