"""The message inside signed data (CMS, RFC 5652), as Outlook signs "opaquely".

Only the few elements that lead to it are read, none of them twice; nobody checks the
signature, as nobody does for other mail.
"""

_SEQUENCE, _SET, _INTEGER, _OID, _TAGGED = 0x30, 0x31, 0x02, 0x06, 0xA0
_OCTETS, _OCTETS_IN_PIECES = 0x04, 0x24
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
# The tags that lead to the content, and which of them are entered, not passed by.
_WAY_IN = (
    (_SEQUENCE, True), (_OID, False), (_TAGGED, True), (_SEQUENCE, True),
    (_INTEGER, False), (_SET, False), (_SEQUENCE, True), (_OID, False), (_TAGGED, True),
)  # fmt: skip
_LONGEST_LENGTH = 4


def read_signed(content: bytes) -> bytes:
    """Return the message that was signed; b"" where there is none to be read."""
    try:
        return _read_octets(content, _find_octets(content))
    except (IndexError, ValueError):
        return b""


def _find_octets(raw: bytes) -> int:
    at = 0
    for wanted, is_entered in _WAY_IN:
        tag, length, start = _read_head(raw, at)
        if tag != wanted or (at == 0 and _SIGNED_DATA not in raw[:32]):
            raise ValueError(tag)
        at = start if is_entered else start + _closed(length)
    return at


def _read_head(raw: bytes, at: int) -> tuple[int, int, int]:
    """Return tag, length and where the contents start; an open length is -1."""
    tag, length = raw[at], raw[at + 1]
    at += 2
    if length < 0x80:
        return tag, length, at
    size = length & 0x7F
    if size > _LONGEST_LENGTH:
        raise ValueError(size)
    return tag, int.from_bytes(raw[at : at + size]) if size else -1, at + size


def _closed(length: int) -> int:
    if length < 0:
        raise ValueError(length)
    return length


def _read_octets(raw: bytes, at: int) -> bytes:
    """Return octets that stand as a whole, or in pieces as programs stream them."""
    tag, length, at = _read_head(raw, at)
    if tag == _OCTETS:
        return raw[at : at + _closed(length)]
    if tag != _OCTETS_IN_PIECES:
        raise ValueError(tag)
    end = len(raw) if length < 0 else min(at + length, len(raw))
    pieces = []
    while at < end and raw[at] == _OCTETS:
        _, length, at = _read_head(raw, at)
        pieces.append(raw[at : at + _closed(length)])
        at += length
    return b"".join(pieces)
