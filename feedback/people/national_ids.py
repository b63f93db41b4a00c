"""National identity numbers of common countries, by shape and check digits.

The check digits are those of python-stdnum. Where a shape is so plain that a number
in ten passes by chance, a word that names the number must stand before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from feedback.people.digit_chains import Number


@dataclass(frozen=True, slots=True)
class Kind:
    """A national number: where its check stands in stdnum, how it is written.

    ``shapes`` are the lengths of its groups of digits that need no word before them;
    ``label`` is the word that any other shape of it needs.
    """

    check: str
    digits: int
    shapes: tuple[tuple[int, ...], ...] = ()
    label: str = ""


_SOCIAL = r"social security|soc\. sec|\bssn\b|\bitin\b"
_KINDS = (
    Kind("us.ssn", 9, ((3, 2, 4),), _SOCIAL),
    Kind("nl.bsn", 9, (), r"\bbsn\b|burgerservice|sofi"),
    Kind("ca.sin", 9, (), r"\bsin\b|social insurance|\bnas\b"),
    Kind("au.tfn", 9, (), r"\btfn\b|tax file"),
    Kind("pt.nif", 9, (), r"\bnif\b|contribuinte"),
    Kind("il.idnr", 9, (), r"teudat|מספר זהות|ת\.ז"),
    Kind("gb.nhs", 10, (), r"\bnhs\b"),
    Kind("se.personnummer", 10, ((6, 4),), r"personnummer|personal number"),
    Kind("dk.cpr", 10, ((6, 4),), r"\bcpr\b|personnummer"),
    Kind("cz.rc", 10, ((6, 4),), r"rodn[éeá]|\brč\b"),
    Kind("bg.egn", 10, (), r"\begn\b|егн"),
    Kind("at.vnr", 10, ((4, 6),), r"\bsvnr\b|versicherungsnummer|sozialvers"),
    Kind("de.idnr", 11, ((2, 3, 3, 3),), r"steuer|\bidnr\b|\btin\b|tax id"),
    Kind("pl.pesel", 11, ((11,),), r"pesel"),
    Kind("no.fodselsnummer", 11, ((11,), (6, 5)), r"f[øo]dselsnummer|personnummer"),
    Kind("be.nn", 11, ((11,), (2, 2, 2, 3, 2), (6, 3, 2)), r"rijksreg|registre nat"),
    Kind("br.cpf", 11, ((3, 3, 3, 2),), r"\bcpf\b"),
    Kind("tr.tckimlik", 11, (), r"kimlik|\btckn?\b|t\.c\."),
    Kind("hr.oib", 11, (), r"\boib\b"),
    Kind("ee.ik", 11, (), r"isikukood|personal code"),
    Kind("lt.asmens", 11, (), r"asmens"),
    Kind("gr.amka", 11, (), r"amka|αμκα"),
    Kind("in_.aadhaar", 12, ((4, 4, 4),), r"aadhaar|आधार|\buid(?:ai)?\b"),
    Kind("jp.in_", 12, (), r"マイナンバー|個人番号|my number"),
    Kind("se.personnummer", 12, ((8, 4),), r"personnummer|personal number"),
    Kind("my.nric", 12, ((6, 2, 4),), r"\bnric\b|mykad"),
    Kind("za.idnr", 13, ((13,), (6, 4, 3)), r"\bid\b"),
    Kind("kr.rrn", 13, ((6, 7),), r"주민|resident registration"),
    Kind("ro.cnp", 13, ((13,),), r"\bcnp\b"),
    Kind("ch.ssn", 13, ((3, 4, 4, 2), (13,)), r"\bahv\b|\bavs\b"),
    Kind("th.pin", 13, ((1, 4, 5, 2, 1),), r"บัตรประชาชน|thai id"),
    Kind("si.emso", 13, (), r"emšo|emso"),
    Kind("fr.nir", 15, ((15,), (1, 2, 2, 2, 3, 3, 2), (13, 2)), r"sociale|\bnir\b"),
)  # fmt: skip
_BY_DIGITS: dict[int, list[Kind]] = {}
for _kind in _KINDS:
    _BY_DIGITS.setdefault(_kind.digits, []).append(_kind)

_S = "(?:[ \\t\u00a0.\\-]|[ \\t]{0,2}\\r?\\n[ \\t>]{0,6})?"
# With letters among the digits: the name of the check, and the shape.
_LETTERED = {
    "cn.ric": rf"[1-9]\d{{5}}{_S}(?:19|20)\d{{6}}{_S}\d{{3}}{_S}[\dX]",
    "es.dni": rf"\d{{8}}{_S}[A-Z]|\d{{2}}\.\d{{3}}\.\d{{3}}{_S}[A-Z]",
    "es.nie": rf"[XYZ]{_S}\d{{7}}{_S}[A-Z]",
    "it.codicefiscale": (
        rf"[A-Z]{{3}}{_S}[A-Z]{{3}}{_S}\d\d[A-Z]{_S}\d\d{_S}[A-Z]\d{{3}}{_S}[A-Z]"
    ),
    "fi.hetu": r"[0-3]\d[01]\d{3}[-+A-FU-Y]\d{3}[0-9A-Y]",
    "mx.curp": r"[A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d",
    "ie.pps": rf"\d{{7}}{_S}[A-W][A-IW]?",
    "pt.cc": rf"\d{{8}}{_S}\d{_S}[A-Z]{{2}}\d",
    "fr.nir": (rf"[12]{_S}\d\d{_S}\d\d{_S}2[AB]{_S}\d{{3}}{_S}\d{{3}}{_S}\d\d"),
    "gb.nino": (
        rf"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
        rf"{_S}\d\d{_S}\d\d{_S}\d\d{_S}[A-D]"
    ),
    "sg.nric": r"[STFGM]\d{7}[A-Z]",
    "tw.id": r"[A-Z][1289]\d{8}",
    "hk.id": r"[A-Z]{1,2}\d{6}[(（][0-9A][)）]",
}
_LETTERED_PATTERN = re.compile(
    "(?<![A-Za-z0-9])(?:"
    + "|".join(f"(?P<{name.replace('.', '__')}>{p})" for name, p in _LETTERED.items())
    + ")(?![A-Za-z0-9])",
    re.IGNORECASE,
)


def is_national_id(number: Number) -> bool:
    """Tell whether a number of digits alone is a national identity number."""
    return any(_is(kind, number) for kind in _BY_DIGITS.get(len(number.digits), ()))


def _is(kind: Kind, number: Number) -> bool:
    is_usual = number.shape in kind.shapes
    if not is_usual and (
        _is_scattered(number) or not number.before.holds(_label(kind.label))
    ):
        return False
    written = number.digits
    if kind.check in _PARTED:
        at = _PARTED[kind.check]
        written = f"{written[:-at]}{_SIGNS.get(kind.check, '-')}{written[-at:]}"
    return _passes(kind.check, written)


def _is_scattered(number: Number) -> bool:
    """Tell whether this looks like several numbers, such as a date or an address."""
    return len(number.groups) > 4 or bool(number.shape[2:] and min(number.shape) < 2)


# These are told apart from others only when they stand in their usual groups.
_PARTED = {"se.personnummer": 4, "dk.cpr": 4, "cz.rc": 4}
_SIGNS = {"cz.rc": "/"}


@lru_cache(maxsize=64)
def _label(words: str) -> "re.Pattern[str]":
    return re.compile(words, re.IGNORECASE)


def find_lettered_ids(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each national number with letters among its digits."""
    for match in _LETTERED_PATTERN.finditer(text):
        check = (match.lastgroup or "").replace("__", ".", 1)
        compact = re.sub(r"[^0-9A-Za-z+\-]", "", match[0]).upper()
        if check != "fi.hetu":
            compact = compact.replace("-", "")
        if _passes(check, compact):
            yield match.span()


def _passes(check: str, written: str) -> bool:
    own = _OWN_CHECKS.get(check)
    if own:
        return own(written)
    module = import_module(f"stdnum.{check}")
    return bool(module.is_valid(written))


def _passes_singapore(number: str) -> bool:
    """Check letter of an NRIC or FIN: weights 2 7 6 5 4 3 2, modulo 11."""
    weights = (2, 7, 6, 5, 4, 3, 2)
    total = sum(w * int(d) for w, d in zip(weights, number[1:8], strict=True))
    total += {"T": 4, "G": 4, "M": 3}.get(number[0], 0)
    letters = "JZIHGFEDCBA" if number[0] in "ST" else "XWUTRQPNMLK"
    if number[0] == "M":
        return number[8] == "KLJNPQRTUWX"[10 - total % 11]
    return number[8] == letters[total % 11]


def _passes_taiwan(number: str) -> bool:
    """Check digit of an identity card: the letter counts as two digits."""
    place = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(number[0]) + 10
    digits = [place // 10, place % 10, *map(int, number[1:])]
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    return sum(w * d for w, d in zip(weights, digits, strict=True)) % 10 == 0


def _passes_hong_kong(number: str) -> bool:
    """Check digit of an identity card: weights 9 to 2, modulo 11."""
    body = number[:-1].rjust(8)
    values = [36 if c == " " else int(c, 36) for c in body]
    total = sum(w * v for w, v in zip(range(9, 1, -1), values, strict=True))
    wanted = (11 - total % 11) % 11
    return number[-1] == ("A" if wanted == 10 else str(wanted))


_OWN_CHECKS = {
    "gb.nino": lambda number: True,
    "sg.nric": _passes_singapore,
    "tw.id": _passes_taiwan,
    "hk.id": _passes_hong_kong,
}
