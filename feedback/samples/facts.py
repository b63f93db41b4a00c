"""What a letter's patterns may name: devices, dates, sums, people."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from feedback.samples.prose import Bank, Language, Persona

_PRICES = {
    "dollar": {"price": "$6.99", "yearly": "$59", "newyearly": "$79"},
    "euro": {"price": "€6.99", "yearly": "€59", "newyearly": "€79"},
    "euro in words": {
        "price": "6.99 euros",
        "yearly": "59 euros",
        "newyearly": "79 euros",
    },
    "pound": {"price": "£5.99", "yearly": "£49", "newyearly": "£66"},
    "yuan": {"price": "30元", "yearly": "298元", "newyearly": "398元"},
    "yuan sign": {"price": "¥30", "yearly": "¥298", "newyearly": "¥398"},
}
CURRENCIES = {
    "en": ("dollar", "dollar", "euro", "euro in words", "pound"),
    "zh": ("yuan", "yuan", "yuan sign"),
}

_FEW = {
    "en": ("two", "three", "three", "four", "five", "2", "3", "4"),
    "zh": ("两", "三", "四", "3", "5"),
}
_ORDINALS = ("third", "third", "fourth", "fifth")
_SEASONS = {
    "en": ("winter", "spring", "summer", "autumn"),
    "zh": ("冬天", "春天", "夏天", "秋天"),
}
_WEEKDAYS = {
    "en": (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# Days before the end of the year at which each version came out.
_VERSIONS = ((3, "8.4"), (62, "8.3"), (124, "8.2"), (205, "8.1"), (300, "8.0"))


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who writes, when, and what they own: all that facts depend on."""

    name: str
    written_on: date
    end_on: date
    joined_on: date
    segment: str
    currency: str
    language: Language
    persona: Persona


class Facts(Mapping[str, str]):
    """The facts of one letter: the same at each mention, but for passing ones.

    Passing facts (``dozens``, ``pastdate`` ...) hold for one pattern, until
    ``turn_page``; ``few`` differs each time.
    """

    def __init__(self, occasion: Occasion, random: Random) -> None:
        self._random = random
        self._occasion = occasion
        self._few = _FEW[occasion.language.code]
        self._fixed = {
            **_PRICES[occasion.currency],
            **_things(occasion, random),
            **_dates(occasion, random),
            **_numbers(occasion.language.code, random),
        }
        self.turn_page()

    def turn_page(self) -> None:
        """Draw the passing facts anew, for the next pattern."""
        self._fixed |= _passing(self._occasion, self._random)

    def __getitem__(self, name: str) -> str:
        return self._random.choice(self._few) if name == "few" else self._fixed[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*self._fixed, "few"))

    def __len__(self) -> int:
        return len(self._fixed) + 1


def _things(occasion: Occasion, random: Random) -> dict[str, str]:
    bank: Bank = occasion.language.facts
    drawn = {name: random.choice(lines) for name, lines in bank.items()}
    persona = occasion.persona
    return {
        **drawn,
        "name": occasion.name,
        "job": persona.job,
        "work": persona.work,
        "role": re.sub(
            r"^(?:an?|the) (\w)", lambda match: match[1].upper(), persona.job
        ),
        "title": random.choice(persona.parts["titles"]),
        "plan": "Plus" if occasion.segment == "Free" else occasion.segment,
        "version": _version(occasion),
        "ownsubject": random.choice(("your message", "Ticket", "Re: Loomleaf")),
    }


def _version(occasion: Occasion) -> str:
    age = (occasion.end_on - occasion.written_on).days
    return next((name for since, name in _VERSIONS if age <= since), "7.9")


def _numbers(code: str, random: Random) -> dict[str, str]:
    def number(low: int, high: int) -> str:
        return str(random.randint(low, high))

    hundreds = random.choice(
        (random.randint(12, 290) * 10, random.randint(3, 40) * 100)
    )
    hour = random.randint(6, 20)
    minute = random.choice(("00", "15", "30", "45"))
    return {
        "weeks": number(3, 9),
        "seconds": number(6, 40),
        "age": number(66, 87),
        "fourth": random.choice(_ORDINALS),
        "hundreds": f"{hundreds:,}" if code == "en" else str(hundreds),
        "hour": f"{hour}:{minute}",
        "otherhour": f"{hour + random.randint(1, 3)}:{minute}",
        "ticket": f"LL-{random.randint(20_000, 98_999)}",
    }


def _dates(occasion: Occasion, random: Random) -> dict[str, str]:
    code, today = occasion.language.code, occasion.written_on
    style = random.choice(_DATE_STYLES[code])

    def back(low: int, high: int) -> date:
        return today - timedelta(random.randint(low, high))

    coming = today + timedelta(random.randint(2, 6))
    return {
        "weekday": _WEEKDAYS[code][back(0, 6).weekday()],
        "futuredate": style(today + timedelta(random.randint(9, 55))),
        "futureday": _WEEKDAYS[code][coming.weekday()],
        "month": _month(back(45, 150), code),
        "joined": _joined(occasion.joined_on, today, code, random),
        "season": _SEASONS[code][today.month % 12 // 3],
        "priceday": _english_date(occasion.end_on - timedelta(153)),
    }


def _passing(occasion: Occasion, random: Random) -> dict[str, str]:
    code, today = occasion.language.code, occasion.written_on
    style = _DATE_STYLES[code][0]
    return {
        "days": str(random.randint(4, 16)),
        "hours": str(random.randint(3, 14)),
        "dozens": str(random.randint(13, 78)),
        "pastday": _past_day(today - timedelta(random.randint(1, 6)), code, random),
        "pastdate": style(today - timedelta(random.randint(9, 26))),
        "longago": style(today - timedelta(random.randint(48, 75))),
    }


def _english_date(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _american_date(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}"


def _chinese_date(day: date) -> str:
    return f"{day.month}月{day.day}日"


_DateStyle = Callable[[date], str]
_DATE_STYLES: dict[str, tuple[_DateStyle, ...]] = {
    "en": (_english_date, _american_date),
    "zh": (_chinese_date,),
}


def _past_day(day: date, code: str, random: Random) -> str:
    weekday = _WEEKDAYS[code][day.weekday()]
    if code == "zh":
        return random.choice(("上" + weekday, _chinese_date(day)))
    return random.choice((weekday, weekday, f"the {_ordinal(day.day)}"))


def _ordinal(number: int) -> str:
    special = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if 10 < number < 14 else special.get(number % 10, "th")
    return f"{number}{ending}"


def _month(day: date, code: str) -> str:
    return f"{day.month}月份" if code == "zh" else _MONTHS[day.month - 1]


def _joined(joined: date, today: date, code: str, random: Random) -> str:
    recent = (today - joined).days < 330
    if code == "zh":
        return f"{joined.month}月" if recent else f"{joined.year}年"
    if recent:
        return _MONTHS[joined.month - 1]
    season = f"{_SEASONS['en'][joined.month % 12 // 3]} {joined.year}"
    month = f"{_MONTHS[joined.month - 1]} {joined.year}"
    return random.choice((str(joined.year), str(joined.year), season, month))
