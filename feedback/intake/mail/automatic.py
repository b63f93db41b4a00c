"""Mail that no person wrote to us: bounces, replies of machines, newsletters."""

import re

from feedback.intake.mail.headers import Headers

_SUBJECTS = re.compile(
    r"(?:auto(?:matic|mated|matische)?[ -]?(?:reply|response|antwort)|abwesenheits|"
    r"out of (?:the )?office|réponse automatique|respuesta automática|"
    r"risposta automatica|"
    r"undeliver|delivery (?:status|failure|has failed)|returned mail|mail delivery|"
    r"unzustellbar|failure notice|read: |not read: |自动回复|自動応答)",
    re.IGNORECASE,
)
_MACHINES = re.compile(
    r"(?:mailer-daemon|postmaster|mail-daemon|bounces?|no-?reply|do-?not-?reply|"
    r"auto-?reply)[^@]{0,60}@",
    re.IGNORECASE,
)
_BULK = {b"bulk", b"junk", b"list", b"auto_reply"}


def name_automatic_kind(
    headers: Headers, media_type: str, address: str, subject: str
) -> str:
    """Return ``bounce``, ``auto-reply``, ``newsletter``, or ``""`` for people."""
    if media_type == "multipart/report" or headers.first("return-path") == b"<>":
        return "bounce"
    if address.startswith(("mailer-daemon@", "postmaster@", "mail-daemon@")):
        return "bounce"
    if _says_automatic(headers):
        return "auto-reply"
    if _is_bulk(headers):
        return "newsletter"
    if _SUBJECTS.match(subject) or is_machine(address):
        return "auto-reply"
    return ""


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
    if headers.first("precedence").strip().lower() in _BULK:
        return True
    return bool(headers.first("list-unsubscribe") or headers.first("list-id"))
