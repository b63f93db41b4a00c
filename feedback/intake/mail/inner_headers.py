"""The header lines above a mail that is quoted or passed on within another.

Mail programs write them in the language of their user: From, Von, De, 发件人.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_MAX_LINES = 16
_MAX_LINE = 600
_LABEL_ENDS = 40
"""No label's colon stands farther from the start of its line."""
_LOOK_AHEAD = 3
_FEWEST_TOGETHER = 3
# Of lines in lower case.
_PASSED_ON = re.compile(
    r"forward|weitergeleitet|transf[ée]r|reenvia|reencaminh|encaminhad|inoltrat|"
    r"doorgestuurd|vidarebefordra|videresend|przekazan|przesłan|přeposlan|továbbít|"
    r"iletilen|пересыл|переслан|转发|轉寄|轉發|転送|전달"
)
COLONS = (":", "\uff1a")
RULES = "-_=\u2014"
"""What rules between a letter and what it quotes are made of."""
_SHORTEST_RULE = 5
_LONGEST_TITLE = 80
_WORDS = {
    "from": (
        "from, von, de, da, van, från, fra, od, kimden, от, от кого, від, lähettäjä, "
        "feladó, odesílatel, absender, 发件人, 發件人, 寄件者, 寄件人, 差出人, 送信者, "
        "보낸 사람, 보낸사람"
    ),
    "date": (
        "date, sent, datum, dato, gesendet, gesendet am, fecha, data, envoyé, "
        "envoyé le, enviado, enviado el, enviado em, enviada, enviada em, inviato, "
        "verzonden, skickat, sendt, wysłano, odesláno, gönderilen, gönderildi, tarih, "
        "дата, отправлено, lähetetty, elküldve, päivämäärä, päiväys, 日期, 时间, 時間, "
        "发送时间, 發送時間, 发送日期, 發送日期, 寄件日期, 傳送時間, 送信日時, 日付, "
        "日時, 보낸 날짜, 날짜"
    ),
    "to": (
        "to, an, à, a, para, per, aan, till, til, do, komu, kime, al\u0131c\u0131, "
        "кому, vastaanottaja, címzett, 收件人, 收件者, 宛先, 받는 사람, 받는사람"
    ),
    "copy": "cc, kopie, copie à, kopia, kopi, bilgi, копия, 抄送, 副本, 참조",
    "subject": (
        "subject, betreff, objet, asunto, oggetto, onderwerp, assunto, ämne, emne, "
        "temat, předmět, konu, тема, aihe, tárgy, 主题, 主題, 主旨, 件名, 제목"
    ),
    "other": "reply-to, antwort an, bcc, importance, wichtigkeit, attachments, anlagen",
}
_FIELDS = {
    word.strip(): field for field, words in _WORDS.items() for word in words.split(",")
}
_LINE = re.compile(
    r"[>*\s]{0,8}([^\W\d_][^\n:\uff1a*]{0,20})[*\s]{0,3}[:\uff1a][*\s]{0,3}(.*)"
)


# Yahoo: "----- Forwarded Message ----- From: Ann <ann@example.com>To: ...".
_RUN_TOGETHER = re.compile(
    r"^([ \t]{0,8}-{3,9}[^-\n]{3,60}-{3,9})[ \t]+(\S.{10,2000})$", re.MULTILINE
)
_FIELD_STARTS = re.compile(
    "(?:"
    + "|".join(sorted({w.capitalize() for w in _FIELDS}, key=len, reverse=True))
    + ") ?[:\uff1a]"
)


class InnerHeaders(NamedTuple):
    """Fields by name (from, date, to, copy, subject), and the lines they take."""

    fields: dict[str, str]
    lines: int


def read_inner_headers(lines: Sequence[str], at: int = 0) -> InnerHeaders:
    """Read the header lines that begin at a line; none when it is no such line.

    They end at a blank line, where a field comes again, or where the text follows
    without a blank. Looks at a bounded number of lines.
    """
    fields: dict[str, str] = {}
    count = 0
    for offset in range(min(_MAX_LINES, len(lines) - at)):
        line = lines[at + offset][:_MAX_LINE]
        field, value = read_field(line)
        if field in fields and field != "other":
            break
        if field:
            fields[field] = value
        elif not line.strip("> \t\u00a0"):
            if fields:
                break
        elif not fields or not _goes_on(lines, at + offset):
            break
        count = offset + 1
    return InnerHeaders(fields, count if fields else 0)


def part_headers(text: str) -> str:
    """Return a text with a line for each field that a program ran together in one."""
    found = _RUN_TOGETHER.search(text)
    if not found or not is_marker(found[1]):
        return text
    starts = []
    for match in _FIELD_STARTS.finditer(found[2]):
        starts.append(match.start())
        if read_field(found[2][match.start() :])[0] == "subject":
            break  # what follows is its own
    if len(starts) < _FEWEST_TOGETHER or starts[0]:
        return text
    fields = [found[2][a:b] for a, b in pairwise([*starts, None])]
    head, tail = text[: found.start()], text[found.end() :]
    return head + "\n".join([found[1], *fields]) + tail


def read_field(line: str) -> tuple[str, str]:
    """Return which field a header line holds, and its value; ("", "") for others."""
    start = line[:_LABEL_ENDS]
    if ":" not in start and "\uff1a" not in start:
        return "", ""
    match = _LINE.match(line[:_MAX_LINE])
    field = _FIELDS.get(match[1].strip().lower(), "") if match else ""
    return (field, match[2].strip(" *\t;")) if match and field else ("", "")


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line without a field continues the one above."""
    if lines[at - 1].rstrip().endswith((",", ";")):
        return True
    for line in lines[at + 1 : at + 1 + _LOOK_AHEAD]:
        if not line.strip("> \t"):
            return False
        if read_field(line)[0]:
            return True
    return False


def is_marker(line: str) -> bool:
    """Tell whether a line says that a mail below it is passed on."""
    bare = line[:_MAX_LINE].rstrip()
    if bare[-1:] in COLONS:
        is_title = 0 < len(bare) <= _LONGEST_TITLE
        return is_title and bool(_PASSED_ON.search(bare.lower()))
    return is_divider(bare) and bool(_PASSED_ON.search(bare.lower()))


def is_divider(line: str) -> bool:
    """Tell whether a line is a rule, or a few words between two rules."""
    bare = line[:_MAX_LINE].rstrip()
    if bare[-1:] not in RULES:
        return False
    bare = bare.lstrip("> \t")
    if len(bare) < _SHORTEST_RULE or bare[0] not in RULES:
        return False
    are_rules = bare[1] in RULES and bare[-2] in RULES
    return are_rules and len(bare.strip(RULES)) <= _LONGEST_TITLE


def is_of_mail(headers: InnerHeaders, is_marked: bool) -> bool:
    """Tell whether fields are those of a mail, not of a form or a ticket."""
    fields = headers.fields
    if is_marked or "@" in fields.get("from", ""):
        return "from" in fields and len(fields) >= (2 if is_marked else 3)
    return fields.keys() >= {"from", "date", "subject"}
