"""Signed and encrypted mail: its words without what programs put around them."""

import re

from feedback.intake.mail.bodies import decode_body
from feedback.intake.mail.headers import TooMuch, parse_parameters
from feedback.intake.mail.mime import Part, read_message
from feedback.intake.mail.signed_data import read_signed

_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE, _END = "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"
_ENCRYPTED = "-----BEGIN PGP MESSAGE-----"
# A line of a signed text that begins with a dash is marked, or it would end the text.
_DASHED = re.compile(r"^- ", re.MULTILINE)
_SMIME = {"application/pkcs7-mime", "application/x-pkcs7-mime"}


def open_armour(text: str) -> str:
    """Return a text signed in the open without its signature; others as they are."""
    start = text.find(_SIGNED)
    head = text.find("\n\n", start) if start >= 0 else -1
    end = text.find(f"\n{_SIGNATURE}", head) if head >= 0 else -1
    if end < 0:
        return text
    close = text.find(_END, end)
    below = text[close + len(_END) :] if close >= 0 else ""
    words = _DASHED.sub("", text[head + 2 : end])
    return f"{text[:start]}{words}{below}".strip()


def open_signed(message: Part) -> Part:
    """Return the message that a signature wraps as data; others as they are."""
    if not _is_smime(message):
        return message
    inner = read_signed(decode_body(message))
    try:
        return read_message(inner) if inner else message
    except TooMuch:
        return message


def _is_smime(part: Part) -> bool:
    if part.media_type == "application/octet-stream":
        where = parse_parameters(part.headers.first("content-disposition"))[1]
        name = where.get("filename") or part.parameters.get("name", "")
        return name.lower().endswith(".p7m")
    return part.media_type in _SMIME


def flag_hidden(message: Part, text: str) -> tuple[str, ...]:
    """Return a flag where nobody can read a mail without a key or another program."""
    is_encrypted = message.media_type == "multipart/encrypted"
    if _is_smime(message):
        if message.parameters.get("smime-type", "").lower() == "signed-data":
            return ("signed in a form that hides the text; a mail program opens it",)
        is_encrypted = True
    if is_encrypted or text.startswith(_ENCRYPTED):
        return ("encrypted; only a mail program with the key can show the text",)
    return ()
