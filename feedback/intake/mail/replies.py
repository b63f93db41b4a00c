"""What the writer wrote, apart from what was quoted and what was signed.

Every line is looked at a bounded number of times, whatever it holds (case 72).
"""

import re
from collections.abc import Set
from dataclasses import dataclass

from feedback.intake.mail.inner_headers import (
    COLONS,
    RULES,
    is_divider,
    is_marker,
    is_of_mail,
    read_field,
    read_inner_headers,
)

_LOOK_AHEAD = 3
_MAX_LINE = 400
_LAST_LINES = 6
_MAX_SIGNATURE_LINES = 20
_DIVIDER = re.compile(
    r"[-_—]{2,}\s?(?:original message|ursprüngliche nachricht|message d.origine|"
    r"mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|"
    r"original-nachricht|original|oprindelig meddelelse|ursprungligt meddelande|"
    r"wiadomość oryginalna|исходное сообщение|原始邮件|原始郵件|元のメッセージ|"
    r"원본 메시지)\s?[-_—]",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"(?:on|at|am|le|el|il|op|em|den|dnia|在|於|\d{4}[-年/])[ \d,\uff0c:a-zà-ÿ(<\"']?",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał|"
    r"napsala?|kirjoitti|ezt írta|yazd\u0131|написал|пишет|писал|a scris|写道|寫道|"
    r"の書き込み|のメール|작성|writes)[^\n]{0,120}[:\uff1a]\s*$"
)
_ADDRESS = re.compile(r"[^\s<>@]@[^\s<>@]")
_CLOCK = re.compile(r"\d[:.時时h시]\s?\d\d")
_DATE_DIGITS = 6
_APPS = r"outlook (?:for|für|pour|para|voor|per|på|til|dla)|gmx|proton mail|yahoo mail"
# Of lines in lower case: without regard to case it would take three times as long.
_DEVICE = re.compile(
    rf"(?:sent from (?:my|mail for|outlook|yahoo|samsung)|sent with proton|"
    rf"(?:get|holen sie sich|télécharger|obtenir|obtenez|obtener|obtén|obter|scarica|"
    rf"ottieni|download|hent|hämta|pobierz|获取|下载|发自|von|gesendet (?:von|mit)|"
    rf"envoyé (?:à partir )?de|enviado desde|enviado do|inviato da|verzonden vanaf|"
    rf"skickat från|sendt fra|wysłane z) (?:der )?(?:{_APPS})|"
    rf"outlook für \S{{1,20}} herunterladen|yahoo mail: search, organize|"
    rf"von mein(?:em|er)\S{{0,8}} .{{1,30}} gesendet|gesendet von|"
    rf"diese nachricht wurde von meine[mr] .{{1,60}} gesendet|"
    rf"envoyé de(?:puis)? mon|enviado desde mi|enviado do meu|inviato da|"
    rf"inviato dal mio|verstuurd vanaf|skickat från min|sendt fra min|"
    rf"lähetetty \S{{1,20}}st[aä]\b|wysłan[eo] z (?:iphone|ipad|mojego|androida)|"
    rf"odesláno z (?:iphon|ipad|mého|mobil)|trimis de pe|iphone.?umdan gönderildi|"
    rf"отправлено (?:\u0441|из) (?:iphone|ipad|android|моего|мобильн|почты|outlook)|"
    rf"发自我的|來自我的|来自我的|從我的|(?:iphone|ipad|yahoo ?mail).{{0,12}}から送信|"
    rf"나의 \S{{1,20}}에서 보냄)"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A text taken apart; the three together hold all of its words."""

    body: str
    quoted: str = ""
    signature: str = ""


def split_reply(text: str) -> Reply:
    """Split quoted mail and signature from what the writer wrote.

    A text that is quoted as a whole stays as it is: somebody meant it to be read.
    """
    if not _may_hold_parts(text):
        return Reply(text.strip())
    lines = text.split("\n")
    own, quoted = _split_quoted(lines)
    body, signature = _split_signature(own)
    if not body:
        return Reply(text.strip())
    return Reply(body, _join(quoted), signature)


def _may_hold_parts(text: str) -> bool:
    """Rule out, in a few microseconds, the texts that are nothing but a letter."""
    if any(sign in text for sign in (">", ":", "--", "\uff1a", "—")):
        return True
    last = text.rstrip().rsplit("\n", _LAST_LINES)
    return any(_names_device(line[:_MAX_LINE].strip()) for line in last[1:])


def _join(lines: list[str]) -> str:
    return "\n".join(lines).strip()


def _split_quoted(lines: list[str]) -> tuple[list[str], list[str]]:
    own: list[str] = []
    quoted: list[str] = []
    at = 0
    colons = {i for i, line in enumerate(lines) if ":" in line or "\uff1a" in line}
    while at < len(lines):
        line = lines[at]
        if line.startswith(">"):
            quoted.append(line)
            at += 1
            continue
        length = _measure_introduction(lines, at, colons)
        is_quoted = bool(length) and _is_quoted_below(lines, at + length)
        if is_quoted:
            quoted += lines[at : at + length]
            at += length
        elif length and any(line.strip() for line in own):
            return own, quoted + lines[at:]
        else:
            own.append(line)
            at += 1
    return own, quoted


def _is_quoted_below(lines: list[str], at: int) -> bool:
    """Tell whether the next line with words is marked as quoted."""
    below = (line for line in lines[at : at + _LOOK_AHEAD] if line.strip())
    return next(below, "").startswith(">")


def _measure_introduction(lines: list[str], at: int, colons: Set[int]) -> int:
    """Return how many lines introduce quoted mail here, 0 when none do.

    ``colons`` are the lines with a colon.
    """
    line = lines[at][:_MAX_LINE].strip()
    if not line:
        return 0
    if line[0] in RULES and is_divider(line):
        headers = read_inner_headers(lines, at + 1)
        if is_of_mail(headers, is_marked=bool(line.strip(RULES))):
            return 1 + headers.lines
        return int(is_marker(line) or bool(_DIVIDER.match(line)))
    if at in colons and read_field(line)[0] in ("from", "date"):
        headers = read_inner_headers(lines, at)
        return headers.lines if is_of_mail(headers, is_marked=False) else 0
    may_say_who = at in colons or at + 1 in colons or at + 2 in colons
    return _measure_attribution(lines, at) if may_say_who else 0


def _measure_attribution(lines: list[str], at: int) -> int:
    """Return the lines of "On Monday, Ann wrote:", which may be broken in three."""
    parts: list[str] = []
    for line in lines[at : at + _LOOK_AHEAD]:
        part = line[:_MAX_LINE].strip()
        if not part or (parts and not _may_go_on(parts[0])):
            return 0
        parts.append(part)
        if part.endswith(COLONS):
            is_quoted = _is_quoted_below(lines, at + len(parts))
            return len(parts) if _is_attribution(" ".join(parts), is_quoted) else 0
    return 0


def _may_go_on(first: str) -> bool:
    """Tell whether an attribution may begin with a line and end on another."""
    if first.endswith((".", "!", "?")):
        return False
    return bool(_STARTS.match(first) or _ADDRESS.search(first) or _CLOCK.search(first))


def _is_attribution(text: str, is_quoted: bool) -> bool:
    """Tell whether a text says who wrote what follows, or when.

    What is not marked as quoted may be the letter itself going on: somebody tells
    what an agent wrote. There an address must name the writer.
    """
    has_address, says_wrote = (
        bool(_ADDRESS.search(text)),
        bool(_WROTE.search(text.lower())),
    )
    if not is_quoted:
        return has_address and says_wrote
    if is_marker(text) or (says_wrote and _STARTS.match(text)):
        return True
    digits = sum(map(str.isdigit, text))
    return has_address or (digits >= _DATE_DIGITS and bool(_CLOCK.search(text)))


def _split_signature(lines: list[str]) -> tuple[str, str]:
    """Split at the last signature mark that has few enough lines below it."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    for at in range(end - 1, max(-1, end - _MAX_SIGNATURE_LINES - 1), -1):
        line = lines[at][:_MAX_LINE].strip()
        if line in ("--", "—") or _names_device(line):
            return _join(lines[:at]), _join(lines[at:end])
    return _join(lines), ""


def _names_device(line: str) -> bool:
    """Tell whether a line is what a phone or a mail program adds to what it sends."""
    return bool(_DEVICE.match(line.lower()))
