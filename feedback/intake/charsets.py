"""Bytes to text: labels that lie, labels that do not exist, and no label at all."""

import codecs
import re
from functools import lru_cache

_GUESS_BYTES = 32 * 1024
# These are text encodings to Python, yet slow or executable on hostile input.
_REFUSED = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}
# What senders write, and the superset that their programs really use.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
_ALIASES = {
    "ks_c_5601": "cp949",
    "ks_c_5601-1987": "cp949",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "x-mac-roman": "mac_roman",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "ansi_x3.110-1983": "cp1252",
    "iso-8859-8-i": "iso8859-8",
    "x-user-defined": "cp1252",
    "iso-2022-jp": "iso2022_jp_ext",
}
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=512)
def find_codec(label: str) -> str:
    """Return the name of the codec that a charset label means, or ``""``."""
    name = label.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    dashed = re.sub(r"^(cp|windows|ibm|dos)[-_ ]+(?=\d)", "cp", name)
    for candidate in (dashed, name.partition("*")[0]):
        codec = _lookup(candidate)
        if codec:
            return codec
    return ""


def _lookup(name: str) -> str:
    try:
        codec = codecs.lookup(name).name
        b"ab".decode(codec, "replace")
    except (LookupError, ValueError):
        return ""
    return "" if codec.replace("-", "_") in _REFUSED else _SUPERSETS.get(codec, codec)


def decode_text(raw: bytes, label: str = "") -> tuple[str, str]:
    """Decode ``raw`` and say what had to be repaired.

    Returns the text, without NUL and lone surrogates, and a flag: one short
    sentence, or ``""`` when the label was right. Never raises.
    """
    if raw.isascii() and not _needs_codec(raw, label):
        return raw.decode("ascii"), ""
    text, flag = _decode(raw, label)
    return tidy(text), flag


def _needs_codec(raw: bytes, label: str) -> bool:
    """Tell whether bytes below 128 may stand for something else than ASCII."""
    coded = ("utf-7", "utf-16", "unicode-1-1", "hz")
    is_coded = bool(label) and label.lower().startswith(coded)
    return is_coded or b"\x1b" in raw or b"\0" in raw


def _decode(raw: bytes, label: str) -> tuple[str, str]:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace"), ""
    codec = find_codec(label)
    for candidate, flag in (
        (codec, ""),
        ("utf-8", f"charset {label[:40]!r} was wrong, read as utf-8" if label else ""),
    ):
        text = _decode_strictly(raw, candidate)
        if text is not None:
            return text, flag
    if codec and (codec != "utf-8" or is_mostly_utf8(raw)):
        return raw.decode(codec, "replace"), f"bytes that are not {codec} were replaced"
    guess = guess_codec(raw)
    claim = f"charset {label[:40]!r} was wrong" if label else "charset unknown"
    return raw.decode(guess, "replace"), f"{claim}, read as {guess}"


def _decode_strictly(raw: bytes, codec: str) -> str | None:
    if not codec:
        return None
    try:
        return raw.decode(codec)
    except (UnicodeError, ValueError):
        # cp1252 leaves five bytes undefined; mail programs write them all the same.
        return raw.decode("latin-1") if codec == "cp1252" and len(raw) < 64 else None


def guess_codec(raw: bytes) -> str:
    """Return the likeliest codec of bytes that are not UTF-8, from the first 32 KB.

    A short text gives no ground for a guess; the Western code page is taken.
    """
    from charset_normalizer import from_bytes

    start = next((i for i, byte in enumerate(raw) if byte > 127), 0)
    sample = raw[max(0, start - 2048) : start + _GUESS_BYTES]
    if sum(byte > 127 for byte in sample) < 8:
        return "cp1252"
    best = from_bytes(sample, cp_exclusion=["utf_7"]).best()
    codec = find_codec(best.encoding) if best else ""
    # Guesses among the sister code pages of Western Europe are noise (case 50).
    return codec if codec and codec not in {"cp1250", "cp437", "cp850"} else "cp1252"


def is_utf8(raw: bytes) -> bool:
    """Tell whether bytes are valid UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_mostly_utf8(raw: bytes) -> bool:
    """Tell whether nearly all that is not ASCII in ``raw`` is valid UTF-8."""
    text = raw.decode("utf-8", "surrogateescape")
    wrong = sum("\udc80" <= sign <= "\udcff" for sign in text)
    right = sum(sign > "\x7f" for sign in text) - wrong
    return right > 4 * wrong


def find_bare_utf16(head: bytes) -> str:
    """Return a UTF-16 codec when the NULs of a text stand on one side, else ``""``."""
    sample = head[:2000]
    nuls, odd = sample.count(0), sample[1::2].count(0)
    if len(sample) < 20 or nuls * 20 < len(sample):
        return ""
    if odd >= 0.75 * nuls:
        return "utf-16-le"
    return "utf-16-be" if odd <= 0.25 * nuls else ""


def tidy(text: str) -> str:
    """Return ``text`` without NUL and lone surrogates, which no store can hold."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def mend_escaped_bytes(text: str, codec: str = "cp1252") -> str:
    """Decode the bytes that ``surrogateescape`` carried through, by ``codec``."""

    def decode(match: re.Match[str]) -> str:
        raw = match.group().encode("utf-8", "surrogateescape")
        return raw.decode(codec, "replace")

    return _ESCAPED_BYTE.sub(decode, text)
