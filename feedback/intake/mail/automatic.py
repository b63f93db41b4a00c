"""Mail that no person wrote to us: bounces, replies of machines, newsletters."""

import re

from feedback.intake.mail.headers import Headers
from feedback.intake.mail.mime import Part

# People write of undelivered parcels and automatic replies as well: what a program
# puts before a subject ends with a colon, or is all there is. In lower case.
_SUBJECTS = re.compile(
    r"\s*(?:(?:re|aw|fwd?):\s*)?\[?(?:(?:auto(?:matic|mated|matische)?[ -]?(?:reply|"
    r"response|antwort)|abwesenheits\w{0,20}|abwesenheit|out of (?:the )?office|"
    r"(?:out of office )?autoreply|réponse automatique|absence du bureau|"
    r"respuesta automática|fuera de la oficina|risposta automatica|fuori (?:ufficio|"
    r"sede)|resposta automática|automatisch antwoord|afwezig\w{0,10}|autosvar|"
    r"automatiskt? svar|odpowiedź automatyczna|automatyczna odpowiedź|"
    r"automatická odpověď|automatikus válasz|otomatik yan\u0131t|"
    r"автоматический ответ|автоответ|automaattinen vastaus|自动答复|自动回复|"
    r"自動回覆|自動応答|自動返信|자동 회신|"
    r"undeliverable|unzustellbar|non remis|no se puede entregar|não entregue|"
    r"non recapitabile|onbestelbaar|kan inte levereras|nie można dostarczyć|"
    r"nedoručitelné|недоставлено|未送达|配信不能|배달되지 않음|delivery failure|"
    r"failure notice)(?:\]|\s*(?:[:\uff1a]|(?:re|aw):|$))"
    r"|undelivered mail returned|mail delivery (?:failed:|system|subsystem)|"
    r"delivery status notification|delivery has failed to|"
    r"returned mail: (?:see transcript|user unknown))"
)
# Such a subject may be anybody's; what answers a mail is a receipt for it.
_RECEIPTS = re.compile(
    r"(?:(?:not )?read|gelesen|lu|leído|letto|lida|gelezen|läst|læst|przeczytano|"
    r"прочитано|已读|開封済み)\s*[:\uff1a]",
    re.IGNORECASE,
)
_MACHINES = re.compile(
    r"(?:mailer-daemon|postmaster|mail-daemon|bounces?|no-?reply|do-?not-?reply|"
    r"auto-?reply)[^@]{0,60}@",
    re.IGNORECASE,
)
_BULK = {b"bulk", b"junk", b"list", b"auto_reply"}


def name_automatic_kind(message: Part, address: str, subject: str) -> str:
    """Return ``bounce``, ``auto-reply``, ``newsletter``, or ``""`` for people."""
    headers = message.headers
    if message.media_type == "multipart/report" or _has_no_return_path(headers):
        return "bounce"
    if address.startswith(("mailer-daemon@", "postmaster@", "mail-daemon@")):
        return "bounce"
    if _says_automatic(headers) or _answers_invitation(message):
        return "auto-reply"
    if _is_bulk(headers):
        return "newsletter"
    if _SUBJECTS.match(subject.lower()) or is_machine(address):
        return "auto-reply"
    is_answer = headers.first("in-reply-to") or headers.first("references")
    return "auto-reply" if is_answer and _RECEIPTS.match(subject) else ""


def _has_no_return_path(headers: Headers) -> bool:
    return headers.first("return-path") == b"<>"


def _answers_invitation(message: Part) -> bool:
    """Tell whether a calendar wrote that somebody comes to a meeting, or does not."""
    return any(
        part.media_type == "text/calendar"
        and part.parameters.get("method", "").lower() == "reply"
        for part in message.walk()
    )


def is_machine(address: str) -> bool:
    """Tell whether an address says of itself that nobody reads or writes there."""
    return bool(_MACHINES.match(address))


def _says_automatic(headers: Headers) -> bool:
    submitted = headers.first("auto-submitted").strip().lower()
    if submitted and not submitted.startswith(b"no"):
        return True
    marks = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-failed-recipients")
    return any(headers.first(mark) for mark in marks)


def _is_bulk(headers: Headers) -> bool:
    """Tell whether a mail went to many; a list that all may write to brings letters."""
    precedence = headers.first("precedence").strip().lower()
    if b"@" in headers.first("list-post") and precedence in (b"", b"list"):
        return False
    if precedence in _BULK:
        return True
    return bool(headers.first("list-unsubscribe") or headers.first("list-id"))
