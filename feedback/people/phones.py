"""Phone numbers: by their prefix, their shape, or the word before them."""

import re

from feedback.people.digit_chains import Number

_LABEL = re.compile(
    r"(?:\b(?:tel|phone|telephone|telefon|fon|mobile?|mobil(?:e|nummer|funk)?|cell|handy"
    r"|handynummer|telefonnummer|fax|call(?: me)?(?: at| on)?|whatsapp|sms"
    r"|rückruf|ruf(?:en)?"
    r"|signal|tél|téléphone|móvil|teléfono|telefono|cellulare|numero|nummer lautet"
    r"|reach me(?: at| on)?|anrufen unter|text me(?: at| on)?)"
    r"|电话|手机|手机号|座机|致电|联系方式|電話|携帯|전화|тел)"
    r"(?:号码|號碼|番号|号)?(?: number| no| nr| is| ist| unter| at|是|为)?"
    r"\.?\s{0,2}[:：#]?\s{0,2}[(+]{0,2}$",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(
    r"(?:\b(?:order|ticket|invoice|case|ref|reference|tracking|parcel|bestellung|bestell"
    r"|rechnung|kundennummer|auftrag|sendung|vorgang|version|build|serial|sku|isbn|imei"
    r"|article|artikel|account|konto|id|code|pin)\w{0,10}|订单|单号|编号|订单号|发票|验证码)"
    r"(?: number| no| nr|-nr|-id|号|号码|是)?"
    r"\.?\s{0,2}[:：#]?\s{0,2}(?:is |ist |was )?[#(]?$",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\s?(?:€|\$|£|¥|%|元|EUR|USD|GBP|CHF|kg|km|MB|GB|,\d|:\d)")
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[./ -](?:0?[1-9]|1[0-2])[./ -](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[./ -](?:0?[1-9]|[12]\d|3[01])[./ -](?:19|20)\d\d)"
    r"(?!\d)"
)
_MOBILE = re.compile(
    r"0(?:1[567]\d{8,9}|7\d{9}|[67]\d{8}|4\d{8}|[789]0\d{8}|10\d{8})|1[3-9]\d{9}"
    r"|[78]9\d{9}"
)
# In groups that hardly anything else has: Russian, Italian, Indian.
_GROUPED = {
    (1, 3, 3, 2, 2): "[78]",
    (3, 3, 2, 2): "9",
    (3, 7): "3[2-9]",
    (5, 5): "[6-9]",
}
# Behind an area code in brackets: Brazilian, North American.
_BRACKETED = {(2, 5, 4), (2, 4, 4), (3, 3, 4), (1, 3, 3, 4)}
_NORTH_AMERICAN = re.compile(r"1?[2-9]\d\d[2-9]\d{6}")
_HYPHENED = re.compile(r"(?:1-)?[2-9]\d\d-\d{3}-\d{4}")
_FEWEST_ABROAD, _MOST = 8, 15


def is_phone(text: str, number: Number) -> bool:
    """Tell whether a number of ``text`` is a phone number.

    A plus or a word such as "phone" before it decides; else its shape does: a trunk
    zero with an area code, the North American 3-3-4, a Chinese mobile. Dates,
    amounts and what stands behind "order" are none.
    """
    before, digits = number.before, number.digits
    if len(digits) > _MOST + 1 or _is_inside_word(text, number):
        return False
    if before.text.endswith(("+", "+(", "\uff0b")):
        return len(digits) >= _FEWEST_ABROAD and digits[0] != "0"
    if not _has_phone_shape(text, number) and not before.holds(_LABEL):
        return False
    if _UNIT.match(text, number.end) or before.holds(_NO_PHONE):
        return False
    return not _DATE.search(text, number.start, number.end)


def _is_inside_word(text: str, number: Number) -> bool:
    before = text[number.start - 1 : number.start]
    after = text[number.end : number.end + 1]
    is_word = before.isascii() and (
        before.isalnum() or before in ("_", "#", "=", "$", "€", "£")
    )
    return (is_word and bool(before)) or (after.isascii() and after.isalnum())


def _has_phone_shape(text: str, number: Number) -> bool:
    digits, shape = number.digits, number.shape
    written = text[number.start : number.end]
    if shape[-3:] == (3, 3, 4) and _NORTH_AMERICAN.fullmatch(digits):
        return len(digits) == 10 or shape[0] == 1
    if shape in _BRACKETED and (") " in written or ")" in written[:4]):
        return digits[0] != "0"
    if _HYPHENED.fullmatch(written) or _is_grouped(shape, written):
        return True
    if shape in ((11,), (3, 4, 4), (5, 6), (4, 7)) and _MOBILE.fullmatch(digits):
        return True
    if digits.startswith("00"):
        return digits[2] != "0" and 10 <= len(digits) <= _MOST and len(shape) > 1
    if digits.startswith("0"):
        return _is_trunk(shape, len(digits)) or bool(_MOBILE.fullmatch(digits))
    return shape in ((3, 3, 3), (3, 2, 2, 2)) and digits[0] in "679" and " " in written


def _is_grouped(shape: tuple[int, ...], written: str) -> bool:
    beginning = _GROUPED.get(shape)
    return bool(beginning and "." not in written and re.match(beginning, written))


def _is_trunk(shape: tuple[int, ...], digits: int) -> bool:
    """Tell whether this is an area code with its zero, and a number behind it."""
    return len(shape) > 1 and 2 <= shape[0] <= 5 and 9 <= digits <= 12
