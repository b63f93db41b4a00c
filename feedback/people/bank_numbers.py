"""Payment cards and IBANs: shape first, then the check digits."""

import re
from collections.abc import Iterator

from feedback.people.digit_chains import Number

# Length of an IBAN by country, ISO 13616.
_LENGTHS = {
    code: length
    for length, codes in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL FK SD", 19: "MK SI",
        20: "AT BA EE KZ LT LU XK MN", 21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ TL OM SO",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HU LB NI PL SV",
        29: "BR EG PS QA UA", 30: "JO KW MU", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for code in codes.split()
}  # fmt: skip
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ \t]?\d{2}")
_GAP = re.compile("[ \\t\u00a0\u202f.\\-]{0,2}(?:\\r?\\n[ \\t>]{0,6})?")
_NEXT = re.compile(r"[A-Za-z0-9]+")

_CARD_SHAPES = {
    (16,), (4, 4, 4, 4), (15,), (4, 6, 5), (14,), (4, 6, 4), (13,), (4, 3, 3, 3),
    (19,), (4, 4, 4, 4, 3), (6, 13), (8, 8), (6, 10), (4, 4, 7), (4, 4, 5),
}  # fmt: skip
# Issuers by the first digits, with the lengths of their numbers (ISO 7812).
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-59]|[689]\d)\d{11}|3(?:0[0-59]|[689]\d)\d{13}"  # Diners Club
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12}"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|62\d{14}|62\d{17}"  # UnionPay
    r"|(?:50\d\d|5[6-9]\d\d|6[037]\d\d)\d{12}"  # Maestro
)


def is_card(number: Number) -> bool:
    """Tell whether a number is that of a payment card, by issuer, shape and Luhn."""
    return (
        number.shape in _CARD_SHAPES
        and bool(_ISSUERS.fullmatch(number.digits))
        and _passes_luhn(number.digits)
    )


def _passes_luhn(digits: str) -> bool:
    """Tell whether the check digit is right (ISO 7812-1, annex B)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def find_ibans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each IBAN with right check digits (ISO 13616).

    Its groups may be parted by blanks, dots, hyphens and one line break each.
    """
    done = 0
    for match in _IBAN_START.finditer(text):
        start = match.start()
        length = _LENGTHS.get(text[start : start + 2].upper())
        if start < done or not length:
            continue
        end, compact = _gather(text, match.end(), match[0].replace(" ", ""), length)
        if len(compact) == length and _passes_mod_97(compact.upper()):
            yield start, end
            done = end


def _gather(text: str, at: int, compact: str, length: int) -> tuple[int, str]:
    """Return where the IBAN ends, and its letters and digits without the gaps."""
    compact = "".join(compact.split())
    while len(compact) < length:
        gap = _GAP.match(text, at)
        more = _NEXT.match(text, gap.end() if gap else at)
        if not more or len(compact) + len(more[0]) > length:
            break
        compact += more[0]
        at = more.end()
    return at, compact


def _passes_mod_97(iban: str) -> bool:
    moved = iban[4:] + iban[:4]
    digits = "".join(str(int(character, 36)) for character in moved)
    return int(digits) % 97 == 1
