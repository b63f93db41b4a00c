"""Letters with personal data at known places, written anew from a seed.

Sentences in English, German and Chinese, numbers in the ways people write them, line
breaks in the middle of them, and as many things that only look like personal data.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from feedback.types import PersonalData

Made = tuple[PersonalData, str]
_NAMES = (
    "jane.doe",
    "m.schneider",
    "li.wei",
    "ana_lopez",
    "t.okafor+news",
    "bob",
    "wang88",
    "Jürgen.Groß",
    "o'neil",
    "k-larsen",
    "info",
    "zhang.san",
    "PaulaM",
    "x.y.z",
)
_DOMAINS = (
    "example.com",
    "mail.example.org",
    "gmail.example",
    "web.example.de",
    "qq.example.cn",
    "uni-köln.example",
    "sub.domain.example.co.uk",
    "firma-müller.example",
)
_SAYS: dict[PersonalData, tuple[str, ...]] = {
    PersonalData.MAIL: (
        "Please answer to {} as soon as you can.",
        "my login is {}, it does not work",
        "Contact: {}",
        "Bitte schreiben Sie an {}.",
        "Meine Adresse lautet {} und nicht anders.",
        "我的邮箱是{}，请尽快回复。",
        "请发到{}谢谢",
        "<{}>",
        "(mail: {})",
        "{} is what I used to sign up",
    ),
    PersonalData.PHONE: (
        "Call me at {} after six.",
        "My phone number is {}.",
        "Tel.: {}",
        "Rufen Sie mich unter {} an.",
        "Meine Handynummer ist {}, danke.",
        "Telefon {}",
        "我的手机号是{}，请打给我。",
        "电话：{}",
        "You can reach me at {}, any day.",
        "{}\nis the number of my mobile",
    ),
    PersonalData.CARD: (
        "The card {} was charged twice.",
        "Card number: {}",
        "Meine Kreditkarte {} wurde belastet.",
        "Abgebucht von der Karte {} am Montag.",
        "我的信用卡{}被重复扣款。",
        "卡号：{}。",
        "visa {} exp 04/29",
    ),
    PersonalData.IBAN: (
        "Refund to {} please.",
        "IBAN: {}",
        "Bitte überweisen Sie auf {}.",
        "Mein Konto {} bei der Bank.",
        "请退款到{}。",
        "Send it to {}, thank you.",
        "IBAN {} BIC COBADEFFXXX",
    ),
    PersonalData.NATIONAL_ID: (
        "My {label} is {}.",
        "{label}: {}",
        "For your files, {label} {}, as asked.",
        "Meine Nummer ({label}) ist {}.",
        "证件 {label}：{}。",
    ),
}
_DECOYS: tuple[str, ...] = (
    "Order {d8} has not come.",
    "Order number {d10} is late.",
    "Rechnung {d9} vom {date}.",
    "My ticket #{d7} is still open.",
    "Tracking {d12} says delivered.",
    "It was {date} at {time}.",
    "Since version {v} it crashes.",
    "I paid {price} for it.",
    "Das kostet {price} im Jahr.",
    "From {year} to {year2} I was happy.",
    "Error 0x{hex} at line {d4}.",
    "The server {ip} is down.",
    "订单号{d12}还没有发货。",
    "价格是{d3}元。",
    "版本{v}以后就打不开了。",
    "{date}开始出现问题。",
    "Bestellnummer {d10}, seit {date}.",
    "ISBN 978-3-16-148410-0 is the book.",
    "I got {d3} of {d5} points.",
    "See https://example.com/a/{d8}?page={d3} for it.",
    "The file IMG_{d8}.jpg is gone.",
    "Take the @ sign away, @jane said so.",
    "npm install pkg@{v} fails",
    "Uptime {d5}.{d3} s, load {v}.",
    "It took {d4} ms, {d5} rows, {d3} MB.",
    "Size 1920 x 1080, ratio 16:9.",
    "We are {d3} people since {year}.",
    "Customer number {d7}, contract {d9}.",
    "{date} {time}:12 ERROR code={d6}",
    "Room {d3}, floor {d2}, {d5} Berlin.",
    "session 550e8400-e29b-41d4-a716-{hex}0000",
    "Kundennummer: {d9}",
    "Der Preis stieg von {d3} auf {d3} Euro.",
)
_PLAIN = (
    "The new editor is slow since Monday.",
    "Nothing syncs any more.",
    "Ich bin enttäuscht.",
    "应用总是闪退。",
    "Please help.",
    "Danke für Ihre Mühe.",
    "谢谢。",
    "I want my money back.",
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and where its personal data stands: (kind, start, end)."""

    text: str
    spans: tuple[tuple[PersonalData, int, int], ...]


def write_texts(count: int, seed: int) -> list[Labelled]:
    """Write letters of two to six sentences; about every second holds something."""
    chance = random.Random(seed)  # noqa: S311
    return [_write(chance) for _ in range(count)]


def _write(chance: random.Random) -> Labelled:
    text, spans = "", []
    for _ in range(chance.randint(2, 6)):
        draw = chance.random()
        if draw < 0.4:
            kind = chance.choice(list(PersonalData))
            sentence, at, length = _say(chance, kind)
            spans.append((kind, len(text) + at, len(text) + at + length))
        else:
            sentence = _decoy(chance) if draw < 0.8 else chance.choice(_PLAIN)
        text += sentence + chance.choice((" ", "\n", "\n\n"))
    return Labelled(text, tuple(spans))


def _say(chance: random.Random, kind: PersonalData) -> tuple[str, int, int]:
    pattern = chance.choice(_SAYS[kind])
    label, made = _MAKERS[kind](chance)
    if chance.random() < 0.15:
        made = _break_line(chance, made)
    before = pattern.replace("{label}", label).split("{}")[0]
    return pattern.replace("{label}", label).replace("{}", made), len(before), len(made)


def _break_line(chance: random.Random, made: str) -> str:
    """Break a line as mail programs do: at a blank or hyphen, behind @ or a dot."""
    places = [at for at, sign in enumerate(made) if sign in " @" and at]
    if not places:
        return made
    at = chance.choice(places)
    quote = chance.choice(("", "", "> "))
    keep = made[at] if made[at] == "@" else ""
    return f"{made[:at]}{keep}\n{quote}{made[at + 1 :]}"


def _digits(chance: random.Random, count: int) -> str:
    return str(chance.randint(1, 9)) + "".join(
        str(chance.randint(0, 9)) for _ in range(count - 1)
    )


def _decoy(chance: random.Random) -> str:
    pattern = chance.choice(_DECOYS)
    day, month, year = (
        chance.randint(1, 28),
        chance.randint(1, 12),
        chance.randint(2015, 2027),
    )
    facts = {
        "date": chance.choice(
            (
                f"{day:02}.{month:02}.{year}",
                f"{year}-{month:02}-{day:02}",
                f"{month}/{day}/{year}",
                f"{day} {month:02} {year}",
            )
        ),
        "time": f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}",
        "v": f"{chance.randint(1, 12)}.{chance.randint(0, 20)}.{chance.randint(0, 99)}",
        "price": chance.choice(("1.299,00 €", "$ 49.99", "12,345.00 USD", "1 299 €")),
        "year": str(year),
        "year2": str(year + 1),
        "hex": "".join(chance.choice("0123456789abcdef") for _ in range(8)),
        "ip": ".".join(str(chance.randint(1, 254)) for _ in range(4)),
    }
    for count in range(2, 13):
        while f"{{d{count}}}" in pattern:
            pattern = pattern.replace(f"{{d{count}}}", _digits(chance, count), 1)
    return pattern.format(**facts)


def _mail(chance: random.Random) -> tuple[str, str]:
    at = "@" if chance.random() < 0.9 else chance.choice((" (at) ", " [at] "))
    return "", f"{chance.choice(_NAMES)}{at}{chance.choice(_DOMAINS)}"


def _phone(chance: random.Random) -> tuple[str, str]:
    d = lambda count: _digits(chance, count)  # noqa: E731
    return "", chance.choice(
        (
            f"+49 30 {d(7)}",
            f"+49 (0)171 {d(7)}",
            f"0171-{d(7)}",
            f"030 {d(8)}",
            f"0049 89 {d(6)}",
            f"(0221) {d(6)}",
            f"0{chance.choice('23489')}{d(2)}/{d(6)}",
            f"+1 {d(3)} {chance.randint(200, 999)} {d(4)}",
            f"({chance.randint(201, 989)}) {chance.randint(200, 999)}-{d(4)}",
            f"{chance.randint(201, 989)}-{chance.randint(200, 999)}-{d(4)}",
            f"+44 20 {d(4)} {d(4)}",
            f"07{d(3)} {d(6)}",
            f"020 {d(4)} {d(4)}",
            f"1{chance.choice('3578')}{d(9)}",
            f"+86 13{d(1)} {d(4)} {d(4)}",
            f"13{d(1)}-{d(4)}-{d(4)}",
            f"010-{d(8)}",
            f"0755-{d(8)}",
            f"06 {d(2)} {d(2)} {d(2)} {d(2)}",
            f"+33 6 {d(2)} {d(2)} {d(2)} {d(2)}",
            f"6{d(2)} {d(3)} {d(3)}",
            f"+4917{d(8)}",
            f"0151{d(8)}",
        )
    )


def _with_luhn(body: str) -> str:
    from stdnum import luhn

    return body + luhn.calc_check_digit(body)


def _card(chance: random.Random) -> tuple[str, str]:
    prefix, length, groups = chance.choice(
        (
            ("4", 16, (4, 4, 4, 4)),
            ("51", 16, (4, 4, 4, 4)),
            ("55", 16, (4, 4, 4, 4)),
            ("2300", 16, (4, 4, 4, 4)),
            ("37", 15, (4, 6, 5)),
            ("6011", 16, (4, 4, 4, 4)),
            ("3530", 16, (4, 4, 4, 4)),
            ("62", 19, (6, 13)),
            ("62", 16, (4, 4, 4, 4)),
        )
    )
    number = _with_luhn(prefix + _digits(chance, length - len(prefix) - 1))
    return "", _group(chance, number, groups)


def _group(chance: random.Random, number: str, groups: tuple[int, ...]) -> str:
    sign = chance.choice(("", " ", " ", "-"))
    parts, at = [], 0
    for size in groups:
        parts.append(number[at : at + size])
        at += size
    return sign.join(parts)


_BBANS = {
    "DE": "dddddddddddddddddd",
    "FR": "dddddddddddddddddddddd#",
    "GB": "AAAAdddddddddddddd",
    "NL": "AAAAdddddddddd",
    "AT": "dddddddddddddddd",
    "CH": "ddddddddddddddddd",
    "PL": "d" * 24,
    "SE": "d" * 20,
    "DK": "d" * 14,
    "ES": "d" * 20,
    "IT": "Ad" + "d" * 21,
    "IE": "AAAA" + "d" * 14,
}


def _iban(chance: random.Random) -> tuple[str, str]:
    country = chance.choice(list(_BBANS))
    body = "".join(
        chance.choice("ABCDEFGH") if sign == "A" else str(chance.randint(0, 9))
        for sign in _BBANS[country]
    )
    whole = "".join(str(int(sign, 36)) for sign in body + country + "00")
    iban = f"{country}{98 - int(whole) % 97:02}{body}"
    if chance.random() < 0.6:
        iban = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
    return "", iban


# Label, check, pattern: d a digit, A a letter, D a plausible birth day (yymmdd).
_IDS = (
    ("SSN", "us.ssn", "ddd-dd-dddd"),
    ("BSN", "nl.bsn", "ddddddddd"),
    ("NHS number", "gb.nhs", "ddd ddd dddd"),
    ("SIN", "ca.sin", "ddd ddd ddd"),
    ("TFN", "au.tfn", "ddd ddd ddd"),
    ("Steuer-ID", "de.idnr", "dd ddd ddd ddd"),
    ("Steuer-ID", "de.idnr", "ddddddddddd"),
    ("PESEL", "pl.pesel", "Dddddd"),
    ("personnummer", "se.personnummer", "D-dddd"),
    ("CPR", "dk.cpr", "E-dddd"),
    ("fødselsnummer", "no.fodselsnummer", "Eddddd"),
    ("CPF", "br.cpf", "ddd.ddd.ddd-dd"),
    ("DNI", "es.dni", "ddddddddA"),
    ("NIE", "es.nie", "XdddddddA"),
    ("身份证号", "cn.ric", "110101Yddd#"),
    ("身份证", "cn.ric", "440304Yddd#"),
    ("TC kimlik", "tr.tckimlik", "ddddddddddd"),
    ("AHV", "ch.ssn", "756.dddd.dddd.dd"),
    ("CNP", "ro.cnp", "1Ddddddd"),
    ("ID", "za.idnr", "Dddddddd"),
    ("PPS", "ie.pps", "dddddddA"),
    ("NINO", "", "AB dd dd dd C"),
    ("NIR", "fr.nir", "1ddMMdddddddd##"),
    ("Aadhaar", "in_.aadhaar", "dddd dddd dddd"),
    ("henkilötunnus", "fi.hetu", "E-dddA"),
)


def _national(chance: random.Random) -> tuple[str, str]:
    label, check, pattern = chance.choice(_IDS)
    if not check:
        return label, _fill(chance, pattern)
    is_valid: Callable[[str], bool] = import_module(f"stdnum.{check}").is_valid
    for _ in range(200_000):
        number = _fill(chance, pattern)
        if is_valid(number):
            return label, number
    raise AssertionError(f"no {check} found")


def _fill(chance: random.Random, pattern: str) -> str:
    year, month, day = (
        chance.randint(50, 99),
        chance.randint(1, 12),
        chance.randint(1, 28),
    )
    parts = {
        "D": f"{year}{month:02}{day:02}",
        "E": f"{day:02}{month:02}{year}",
        "Y": f"19{year}{month:02}{day:02}",
        "M": f"{month:02}",
    }
    pattern = pattern.replace("MM", "M")
    return "".join(
        parts.get(sign)
        or (str(chance.randint(0, 9)) if sign in "d#" else "")
        or (
            chance.choice("ABCDEFGHJKLMNPQRSTVWXYZ")
            if sign == "A" and pattern[:2] != "AB"
            else sign
        )
        for sign in pattern
    )


_MAKERS: dict[PersonalData, Callable[[random.Random], tuple[str, str]]] = {
    PersonalData.MAIL: _mail,
    PersonalData.PHONE: _phone,
    PersonalData.CARD: _card,
    PersonalData.IBAN: _iban,
    PersonalData.NATIONAL_ID: _national,
}
