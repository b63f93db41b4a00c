"""Dates that name their month, in the languages that mail and exports come in."""

import re
from typing import NamedTuple

_MONTHS = (
    "jan january januar jän jänner januari janvier janv enero ene gennaio gen "
    "janeiro styczeń stycznia sty leden ledna led január ocak oca январь января "
    "янв tammikuu tammikuuta tammi ianuarie ian",
    "feb february februar feber februari février févr fév febrero febbraio "
    "fevereiro fev luty lutego lut únor února úno február şubat şub февраль "
    "февраля февр фев helmikuu helmikuuta helmi februarie",
    "mar march märz mär mrz maart mrt mars marzo março marts mart marzec marca "
    "březen března bře március márc март марта мар maaliskuu maaliskuuta maalis "
    "martie",
    "apr april avril avr abril abr aprile kwiecień kwietnia kwi duben dubna dub "
    "április ápr nisan nis апрель апреля апр huhtikuu huhtikuuta huhti aprilie",
    "may mai mayo maggio mag maio mei maj maja květen května kvě május máj "
    "may\u0131s май мая toukokuu toukokuuta touko",
    "jun june juni juin junio giugno giu junho czerwiec czerwca cze červen června "
    "čvn június jún haziran haz июнь июня июн kesäkuu kesäkuuta kesä iunie iun",
    "jul july juli juillet juil julio luglio lug julho lipiec lipca lip červenec "
    "července čvc július júl temmuz tem июль июля июл heinäkuu heinäkuuta heinä "
    "iulie iul",
    "aug august août aoû agosto ago augustus augusti sierpień sierpnia sie srpen "
    "srpna srp augusztus ağustos ağu август августа авг elokuu elokuuta elo",
    "sep sept september septembre septiembre settembre set setembro wrzesień "
    "września wrz září zář szeptember szept eylül eyl сентябрь сентября сент сен "
    "syyskuu syyskuuta syys septembrie",
    "oct october oktober okt octobre octubre ottobre ott outubro out październik "
    "października paź říjen října říj október ekim eki октябрь октября окт lokakuu "
    "lokakuuta loka octombrie",
    "nov november novembre noviembre novembro listopad listopada lis kas\u0131m "
    "kas ноябрь ноября нояб ноя marraskuu marraskuuta marras noiembrie",
    "dec december dezember dez décembre déc diciembre dic dicembre dezembro "
    "grudzień grudnia gru prosinec prosince pro desember des aral\u0131k ara "
    "декабрь декабря дек joulukuu joulukuuta joulu decembrie",
)
_NUMBERS = {
    name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()
}
_WEEKDAY = r"\s*(?:[^\W\d_]{1,14}\.?,?\s+){0,3}?"
_MONTH = r"([^\W\d_]{3,14})\.?,?"
_DAY = r"(\d{1,2})(?:\.|er|st|nd|rd|th|º)?,?"
_YEAR = r"(\d{4})(?!\d)"
_OF = r"\s*(?:del?\s+|of\s+)?"
_CLOCK = (
    r"(?:[\s,]+(?:[^\W\d_]{1,6}\s+){0,2}(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?"
    r"\s*([AaPp]\.?\s?[Mm]\.?)?)?"
)
_ZONE = (
    r"\s*(?:Uhr\s*)?\(?((?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{1,5})?\)?"
    r"\s*(?:Uhr|\u0433\.)?\s*"
)
_DAY_FIRST = re.compile(
    _WEEKDAY + _DAY + _OF + _MONTH + _OF + _YEAR + r"(?:\s*\u0433\.?)?" + _CLOCK + _ZONE
)
_MONTH_FIRST = re.compile(
    _WEEKDAY + _MONTH + r"\s*" + _DAY + r"\s*" + _YEAR + _CLOCK + _ZONE
)
_WORD = re.compile(r"[^\W\d_]+")


class WordedDate(NamedTuple):
    """What a text says: a day, a time of day, "am" or "pm", and a zone as written."""

    day: tuple[int, int, int]
    clock: tuple[int, int, int]
    half: str
    zone: str


def read_worded_date(text: str) -> WordedDate | None:
    """Read a date with a month's name and a year of four digits, None for others."""
    is_day_first = _DAY_FIRST.fullmatch(text)
    match = is_day_first or _MONTH_FIRST.fullmatch(text)
    if not match:
        return None
    day, name = match.group(1, 2) if is_day_first else match.group(2, 1)
    month = _NUMBERS.get(name.lower())
    if not month:
        return None
    hour, minute, second = (int(part or 0) for part in match.group(4, 5, 6))
    return WordedDate(
        (int(match[3]), month, int(day)),
        (hour, minute, second),
        match[7] or "",
        match[8] or "",
    )


def names_month(text: str) -> bool:
    """Tell whether one of the words is the name of a month."""
    return any(word.lower() in _NUMBERS for word in _WORD.findall(text))
