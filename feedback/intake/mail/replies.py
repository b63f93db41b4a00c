"""What the writer wrote, apart from what was quoted and what was signed.

Every line is looked at a bounded number of times, whatever it holds (case 72).
"""

import re
from dataclasses import dataclass

_LOOK_AHEAD = 3
_MAX_LINE = 400
_LAST_LINES = 6
_MAX_SIGNATURE_LINES = 20
_DIVIDER = re.compile(
    r"[-_—]{2,}\s?(?:original message|ursprüngliche nachricht|message d.origine|"
    r"mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|"
    r"original-nachricht|原始邮件|原始郵件|元のメッセージ)",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"(?:on|am|le|el|il|op|em|den|dnia|在|於|\d{4}[-年/])[ \d,\uff0c:a-zà-ÿ(<\"']?",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał|"
    r"写道|寫道|の書き込み|writes)[^\n]{0,120}[:\uff1a]\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"[*\s]{0,3}(from|von|de|da|van|från|发件人|寄件者|差出人|sent|gesendet|envoyé|enviado|"
    r"inviato|date|datum|fecha|发送时间|to|an|à|para|收件人|subject|betreff|objet|asunto|"
    r"oggetto|onderwerp|主题|件名)[*\s]{0,3}[:\uff1a]",
    re.IGNORECASE,
)
_FROM_LABELS = {"from", "von", "de", "da", "van", "från", "发件人", "寄件者", "差出人"}
_DEVICE = re.compile(
    r"(?:sent from (?:my|mail for|outlook|yahoo|samsung)|get outlook for|"
    r"von meinem \S{1,20} gesendet|gesendet von|envoyé de(?:puis)? mon|"
    r"enviado desde mi|enviado do meu|inviato da|verstuurd vanaf|发自我的|從我的)",
    re.IGNORECASE,
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
    return any(_DEVICE.match(line[:_MAX_LINE].strip()) for line in last[1:])


def _join(lines: list[str]) -> str:
    return "\n".join(lines).strip()


def _split_quoted(lines: list[str]) -> tuple[list[str], list[str]]:
    own: list[str] = []
    quoted: list[str] = []
    at = 0
    while at < len(lines):
        length = _measure_introduction(lines, at)
        if length and any(line.strip() for line in own):
            if not _is_quoted_below(lines, at + length):
                return own, quoted + lines[at:]
            quoted += lines[at : at + length]
            at += length
        else:
            (quoted if lines[at].startswith(">") else own).append(lines[at])
            at += 1
    return own, quoted


def _is_quoted_below(lines: list[str], at: int) -> bool:
    """Tell whether the next line with words is marked as quoted."""
    below = (line for line in lines[at : at + _LOOK_AHEAD] if line.strip())
    return next(below, "").startswith(">")


def _measure_introduction(lines: list[str], at: int) -> int:
    """Return how many lines introduce quoted mail here, 0 when none do."""
    line = lines[at][:_MAX_LINE].strip()
    if not line:
        return 0
    if _DIVIDER.match(line):
        return 1
    label = _LABEL.match(line)
    if label and label[1].lower() in _FROM_LABELS:
        following = lines[at + 1 : at + 6]
        labels = sum(bool(_LABEL.match(below[:_MAX_LINE])) for below in following)
        return 1 + labels if labels >= 2 else 0
    return _measure_attribution(lines, at) if _STARTS.match(line) else 0


def _measure_attribution(lines: list[str], at: int) -> int:
    """Return the lines of "On Monday, Ann wrote:", which may be broken in three."""
    for count in range(1, _LOOK_AHEAD + 1):
        last = lines[at : at + count][-1][:_MAX_LINE]
        if count > 1 and not last.strip():
            return 0
        if _WROTE.search(last) and at + count <= len(lines):
            return count
    return 0


def _split_signature(lines: list[str]) -> tuple[str, str]:
    """Split at the last signature mark that has few enough lines below it."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    for at in range(end - 1, max(-1, end - _MAX_SIGNATURE_LINES - 1), -1):
        line = lines[at][:_MAX_LINE].strip()
        if line in ("--", "-- ", "—") or _DEVICE.match(line):
            return _join(lines[:at]), _join(lines[at:end])
    return _join(lines), ""
