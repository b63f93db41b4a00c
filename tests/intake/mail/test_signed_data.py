"""Letters inside a signature: what was signed is shown, whatever wraps it."""

from base64 import encodebytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.intake.mail.signed_data import read_signed
from tests.intake.builders import make_mail, read_draft

SIGNED, DATA = (bytes.fromhex(f"06092a864886f70d0107{n}") for n in ("02", "01"))
MESSAGE = (
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nIt crashes t\xc3\xa4glich.\r\n"
)
KINDS = (
    "application/pkcs7-mime; smime-type=signed-data",
    "application/x-pkcs7-mime; name=smime.p7m",
    "application/octet-stream; name=smime.P7M",
)


def wrap(tag: int, content: bytes, is_open: bool = False) -> bytes:
    if is_open:
        return bytes([tag, 0x80]) + content + b"\0\0"
    return bytes([tag, 0x82]) + len(content).to_bytes(2) + content


def sign(message: bytes, is_streamed: bool = False) -> bytes:
    """Return signed data as programs write it: at once, or in pieces as they go."""
    octets = wrap(0x04, message)
    if is_streamed:
        pieces = wrap(0x04, message[:20]) + wrap(0x04, message[20:])
        octets = wrap(0x24, pieces, is_open=True)
    content = wrap(0x30, DATA + wrap(0xA0, octets, is_streamed), is_streamed)
    algorithms, signers = wrap(0x31, b"\x30\0"), wrap(0x31, b"")
    inside = b"\x02\x01\x01" + algorithms + content + signers
    signed = wrap(0x30, inside, is_streamed)
    return wrap(0x30, SIGNED + wrap(0xA0, signed, is_streamed), is_streamed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_streamed", [False, True])
def test_it_shows_what_was_signed(kind: str, is_streamed: bool) -> None:
    body = encodebytes(sign(MESSAGE, is_streamed)).decode()
    mail = make_mail(body, content_type=kind, **{"content-transfer-encoding": "base64"})
    draft = read_draft(mail)
    assert (draft.body, draft.flags, draft.attachments) == (
        "It crashes täglich.",
        (),
        (),
    )


def test_a_signature_in_a_signature_is_said_to_hide_the_text() -> None:
    inner = b"Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nx"
    mail = make_mail(
        encodebytes(sign(inner)).decode(),
        content_type=KINDS[0],
        **{"content-transfer-encoding": "base64"},
    )
    assert read_draft(mail).flags[0].startswith("signed in a form that hides the text")


@given(st.binary(max_size=200), st.integers(0, 120))
def test_it_takes_any_bytes(content: bytes, cut: int) -> None:
    assert read_signed(content) == b"" or b"*" in content
    assert isinstance(read_signed(sign(MESSAGE)[:cut] + content), bytes)
