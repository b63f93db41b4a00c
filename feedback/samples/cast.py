"""The writers of the demo world and the lives they lead."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from feedback.samples.chance import start_chance
from feedback.samples.facts import CURRENCIES
from feedback.samples.prose import Language, Persona
from feedback.samples.rhythm import YEAR_DAYS, Slot
from feedback.samples.types import FORM, MAIL, STORE, SampleWriter

_DOMAINS = ("example.com", "example.com", "example.org", "example.net")
_SOURCES, _SOURCE_WEIGHTS = (MAIL, STORE, FORM), (47, 30, 23)
_SEGMENTS, _SEGMENT_WEIGHTS = ("Free", "Plus", "Team"), (38, 47, 15)
_PAID_TOPICS = {"price_rise", "charged_twice", "refund_slow"}
_KNOWING_TOPICS = {"price_rise", "slow_start"}  # they compare with a year ago
_KNOWN_SHARE = 0.4
_LAPSE_CHANCE = 0.38
_RETURN_CHANCE = 0.12


@dataclass(slots=True)
class Life:
    """A writer while the year is being told."""

    key: str
    name: str
    address: str
    language: Language
    persona: Persona
    voice: str
    source: str
    segment: str
    currency: str
    carelessness: float
    joined_on: date
    lapsed_on: date | None = None
    returned_on: date | None = None
    do_not_contact: bool = False
    wrote_on: list[date] = field(default_factory=list)

    def is_user_on(self, day: date) -> bool:
        """Tell whether the writer uses the product on ``day``."""
        if self.returned_on and day >= self.returned_on:
            return True
        left = self.lapsed_on is not None and day > self.lapsed_on
        return self.joined_on <= day and not left


class Cast:
    """Everybody who writes; grows as letters ask for new hands."""

    def __init__(
        self, languages: dict[str, Language], zh_share: float, end_on: date, seed: str
    ) -> None:
        self.lives: list[Life] = []
        self._languages = languages
        self._zh_share = zh_share
        self._end_on = end_on
        self._random = start_chance(seed, "cast")
        self._addresses: set[str] = set()

    def choose(self, slot: Slot) -> Life:
        """Return who writes at ``slot``: now and then somebody who wrote before."""
        day = slot.written_at.date()
        life = self._known(slot.topic, day) or self._newcomer(slot.topic, day)
        life.wrote_on.append(day)
        if slot.topic != "praise":
            self._perhaps_lapse(life, day)
        return life

    def _known(self, topic: str, day: date) -> Life | None:
        if not self.lives or self._random.random() > _KNOWN_SHARE:
            return None
        for life in self._random.choices(self.lives, k=6):
            if life.is_user_on(day) and _suits(life, topic, day):
                return life
        return None

    def _newcomer(self, topic: str, day: date) -> Life:
        life = self._draw(topic, day)
        self.lives.append(life)
        return life

    def stranger(self, day: date) -> Life:
        """Return somebody who is no user, and will not be met again."""
        return replace(self._draw("", day), key="", source=MAIL, carelessness=0.0)

    def _draw(self, topic: str, day: date) -> Life:
        random = self._random
        code = "zh" if random.random() < self._zh_share else "en"
        language = self._languages[code]
        name, address = self._name(language)
        weights = [int(bank["weight"][0]) for bank in language.voices.values()]
        segment = random.choices(_SEGMENTS, _SEGMENT_WEIGHTS)[0]
        voice = random.choices(tuple(language.voices), weights)[0]
        earliest = 420 if topic in _KNOWING_TOPICS else 12
        return Life(
            key=f"writer-{len(self.lives) + 1:05d}",
            name=name,
            address=address,
            language=language,
            persona=random.choice(_personas(language, voice)),
            voice=voice,
            source=random.choices(_SOURCES, _SOURCE_WEIGHTS)[0],
            segment="Plus" if topic in _PAID_TOPICS and segment == "Free" else segment,
            currency=random.choice(CURRENCIES[code]),
            carelessness=random.choice((0, 0, 0, 0.002, 0.004, 0.008, 0.02)),
            joined_on=day - timedelta(earliest + int(random.expovariate(1 / 480))),
            do_not_contact=random.random() < 0.03,
        )

    def _name(self, language: Language) -> tuple[str, str]:
        random = self._random
        first, last = (
            random.choice(language.names[part][0].split(", "))
            for part in ("first", "last")
        )
        if language.code == "zh":
            (first, first_latin), (last, last_latin) = first.split(":"), last.split(":")
            return last + first, self._address(last_latin, first_latin)
        return f"{first} {last}", self._address(first, last)

    def _address(self, first: str, last: str) -> str:
        random = self._random
        first, last = (part.lower().replace(" ", "") for part in (first, last))
        local = random.choice(
            (
                f"{first}.{last}",
                f"{first[0]}.{last}",
                f"{first}{last}",
                f"{last}.{first}",
            )
        )
        domain = random.choice(_DOMAINS)
        number = random.choice(("", "", str(random.randint(2, 99))))
        while f"{local}{number}@{domain}" in self._addresses:
            number = str(random.randint(10, 1999))
        address = f"{local}{number}@{domain}"
        self._addresses.add(address)
        return address

    def _perhaps_lapse(self, life: Life, day: date) -> None:
        random = self._random
        if life.lapsed_on or random.random() > _LAPSE_CHANCE:
            return
        lapsed = day + timedelta(2 + int(random.expovariate(1 / 18)))
        if lapsed < self._end_on:
            life.lapsed_on = lapsed
            back = lapsed + timedelta(random.randint(30, 170))
            if random.random() < _RETURN_CHANCE and back <= self._end_on:
                life.returned_on = back


def _personas(language: Language, voice: str) -> list[Persona]:
    """Return the walks of life that own ``voice``, else those that own none."""
    own = [persona for persona in language.personas if persona.voice == voice]
    return own or [persona for persona in language.personas if not persona.voice]


def _suits(life: Life, topic: str, day: date) -> bool:
    if topic in _PAID_TOPICS and life.segment == "Free":
        return False
    tenure = (day - life.joined_on).days
    return topic not in _KNOWING_TOPICS or tenure > 400


def freeze_writer(life: Life, end_on: date, seed: str) -> SampleWriter:
    """Return ``life`` as a writer with the weeks in which they were active."""
    active = _active_days(life, end_on, start_chance(seed, f"active/{life.key}"))
    return SampleWriter(
        key=life.key,
        name=life.name,
        address=life.address,
        language=life.language.code,
        segment=life.segment,
        joined_on=life.joined_on,
        lapsed_on=life.lapsed_on,
        returned_on=life.returned_on,
        last_active_on=active[-1],
        active_on=active,
        do_not_contact=life.do_not_contact,
    )


def _active_days(life: Life, end_on: date, random: Random) -> tuple[date, ...]:
    first = max(life.joined_on, end_on - timedelta(YEAR_DAYS - 1))
    weekly = range(random.randrange(7), (end_on - first).days + 1, 7)
    days = {first + timedelta(offset) for offset in weekly if random.random() < 0.85}
    ends = {life.lapsed_on, life.returned_on, first, *life.wrote_on}
    seen = {day for day in (days | ends) if day and life.is_user_on(day)}
    return tuple(sorted(seen)) or (life.joined_on,)
