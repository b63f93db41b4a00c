"""How a person has a table read; kept per source, and offered the next time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feedback.errors import Refused
from feedback.intake.charsets import find_codec
from feedback.intake.tables.formats import Role
from feedback.intake.tables.recognition import ColumnMapping, Confidence

ROLE_WORDS = {
    Role.TEXT: "the letter's text",
    Role.TITLE: "its subject",
    Role.DATE: "when it was written",
    Role.ID: "its id",
    Role.SCORE: "a rating",
    Role.WRITER_ADDRESS: "the writer's address",
    Role.WRITER_NAME: "the writer's name",
    Role.WRITER_ID: "the writer's id",
    Role.LANGUAGE: "the language",
}
CODECS = (
    "utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255",
    "cp1256", "cp1257", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "koi8-r",
)  # fmt: skip
ORDERS = {"day": "day first (31.12.2026)", "month": "month first (12/31/2026)"}
UNDATED = {
    "arrival": "count them by the day they come",
    "aside": "set the row aside",
}
_COLUMNS = "columns"
_WORDS = {
    "codec": "the encoding",
    "zone": "the time zone of its dates",
    "order": "the order of day and month",
    "undated": "dates that cannot be read",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose; what is empty is found out from the table.

    ``columns`` are positions from 0. ``undated`` says what becomes of rows whose date
    cannot be read: counted by their arrival, or set aside.
    """

    columns: Mapping[Role, int] = field(default_factory=dict)
    codec: str = ""
    zone: str = ""
    order: str = ""
    undated: str = ""

    def __bool__(self) -> bool:
        return self != Choices()

    def check(self) -> "Choices":
        """Return these choices; raises Refused for one that cannot be."""
        if self.codec and not find_codec(self.codec):
            raise Refused(f"No encoding is called {self.codec!r}.")
        if self.zone:
            try:
                ZoneInfo(self.zone)
            except (ZoneInfoNotFoundError, ValueError, OSError) as error:
                raise Refused(
                    f"No time zone is called {self.zone!r}; they look like "
                    "Europe/Berlin."
                ) from error
        if self.order not in ("", *ORDERS) or self.undated not in ("", *UNDATED):
            raise Refused("Choose one of the orders and ways that are offered.")
        return self


def apply_choices(
    proposed: ColumnMapping, choices: Choices, width: int
) -> ColumnMapping:
    """Return a mapping with a person's choices in the place of what was proposed."""
    chosen = {
        role: _choose(proposed, role, at)
        for role, at in choices.columns.items()
        if 0 <= at < width
    }
    mapping = replace(
        proposed,
        codec=choices.codec,
        zone=choices.zone,
        order=choices.order,
        sets_undated_aside=choices.undated == "aside",
    )
    if not chosen or (proposed.is_sure and chosen == dict(proposed.columns)):
        return mapping
    return replace(
        mapping,
        format="columns chosen by hand",
        columns=chosen,
        confidence=dict.fromkeys(chosen, Confidence.HIGH),
    )


def _choose(proposed: ColumnMapping, role: Role, at: int) -> tuple[int, ...]:
    """Return the columns of a role: whoever leaves the first in place leaves all.

    The answers to several questions make one letter, two columns one id.
    """
    columns = proposed.get_columns(role)
    return columns if columns[:1] == (at,) else (at,)


def write_reading(choices: Choices, header: Sequence[str]) -> dict[str, object]:
    """Return choices as they are remembered: columns by their names."""
    named = {
        role.value: header[at]
        for role, at in choices.columns.items()
        if 0 <= at < len(header)
    }
    rest = {name: getattr(choices, name) for name in _WORDS}
    return {
        **({_COLUMNS: named} if named else {}),
        **{k: v for k, v in rest.items() if v},
    }


def recall_choices(reading: Mapping[str, object], header: Sequence[str]) -> Choices:
    """Return remembered choices for a table, none when a column is not there."""
    columns = reading.get(_COLUMNS, {})
    named = columns if isinstance(columns, dict) else {}
    if not reading or not set(named.values()) <= set(header):
        return Choices()
    places = {Role(role): list(header).index(name) for role, name in named.items()}
    return Choices(places, **{name: str(reading.get(name, "")) for name in _WORDS})


def describe_reading(reading: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return what is remembered as (what, how) for people; empty when nothing is."""
    columns = reading.get(_COLUMNS, {})
    named = columns if isinstance(columns, dict) else {}
    found = [(ROLE_WORDS[Role(role)], str(name)) for role, name in named.items()]
    words = {"order": ORDERS, "undated": UNDATED}
    for name, what in _WORDS.items():
        if value := str(reading.get(name, "")):
            found.append((what, words.get(name, {}).get(value, value)))
    return tuple(found)
