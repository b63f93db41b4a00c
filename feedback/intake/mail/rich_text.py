"""The text of letters that Outlook keeps as compressed rich text only.

compressed-rtf unpacks it ([MS-OXRTFCP]), striprtf takes the marks away. HTML that was
wrapped into rich text ([MS-OXRTFEX]) comes out as text as well: its tags stand in
groups that readers of rich text pass over.
"""

from typing import Any

from feedback.errors import UnreadableSource

MAX_PACKED = 1024 * 1024  # bytes; reading takes a second for 2 MB of rich text
MAX_RICH = 2 * MAX_PACKED


def read_rich_text(packed: bytes, codec: str) -> str:
    """Return the text, "" when it is too long or damaged.

    ``codec`` is the one of letters that do not name theirs. Raises UnreadableSource
    when a library is missing.
    """
    unpack, strip = _import_readers()
    if len(packed) > MAX_PACKED:
        return ""
    try:
        rich = unpack(packed)
        if len(rich) > MAX_RICH:
            return ""
        text: str = strip(rich.decode("latin-1"), encoding=codec, errors="replace")
    except Exception:
        # Damage can make either library fail in any way; the letter says so.
        return ""
    return text.strip("\0").strip()


def _import_readers() -> tuple[Any, Any]:
    try:
        from compressed_rtf import decompress
        from striprtf.striprtf import rtf_to_text
    except ImportError as error:
        raise UnreadableSource(
            "Reading Outlook letters (.msg) needs compressed-rtf and striprtf. Install "
            "them with: pip install 'postbag[outlook]'"
        ) from error
    return decompress, rtf_to_text
