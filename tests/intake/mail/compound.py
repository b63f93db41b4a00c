"""Compound files ([MS-CFB], version 3) for tests, written from streams by path."""

import struct
from datetime import UTC, datetime

_FREE, _END, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF
_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)

Streams = dict[tuple[str, ...], bytes]


def write_compound(streams: Streams) -> bytes:
    """Return a compound file that holds the streams under their paths."""
    paths = sorted({path[:n] for path in streams for n in range(1, len(path) + 1)})
    order = [(), *paths]
    small, mini_fat, big, fat = bytearray(), [], bytearray(), []
    places: dict[tuple[str, ...], tuple[int, int]] = {}
    for path, content in streams.items():
        is_small = len(content) < _CUTOFF
        store, chain, size = (
            (small, mini_fat, _SMALL) if is_small else (big, fat, _SECTOR)
        )
        places[path] = (_append(store, chain, content, size), len(content))
    root_at = _append(big, fat, bytes(small), _SECTOR)
    places[()] = (root_at, len(small))
    mini = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_at = _append(big, fat, mini, _SECTOR, b"\xff")
    entries = b"".join(_entry(path, order, places) for path in order)
    directory_at = _append(big, fat, entries, _SECTOR)
    count = 1
    while count * 128 < len(fat) + count:
        count += 1
    first_fat = len(fat)
    fat += [0xFFFFFFFD] * count
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(count * _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    minis = -(-len(mini) // _SECTOR)
    header += struct.pack("<IIII", 0, count, directory_at, 0)
    header += struct.pack("<IIIII", _CUTOFF, mini_at, minis, _END, 0)
    difat = [first_fat + n for n in range(count)] + [_FREE] * (109 - count)
    return header + struct.pack("<109I", *difat) + bytes(big) + table


def _append(
    store: bytearray, chain: list[int], content: bytes, size: int, pad: bytes = b"\0"
) -> int:
    """Add content in sectors chained one after the other; returns the first."""
    if not content:
        return _END
    first, count = len(chain), -(-len(content) // size)
    store += content.ljust(count * size, pad)
    chain += [*range(first + 1, first + count), _END]
    return first


def _entry(
    path: tuple[str, ...],
    order: list[tuple[str, ...]],
    places: dict[tuple[str, ...], tuple[int, int]],
) -> bytes:
    """Return a directory entry; siblings form a chain to the right."""
    name = (path[-1] if path else "Root Entry").encode("utf-16-le") + b"\0\0"
    kind = 5 if not path else 2 if path in places else 1
    depth = len(path)
    siblings = [p for p in order if len(p) == depth and p[:-1] == path[:-1]]
    after = siblings[siblings.index(path) + 1 :] if path else []
    children = [p for p in order if len(p) == depth + 1 and p[:depth] == path]
    right = order.index(after[0]) if after else _NONE
    child = order.index(children[0]) if children else _NONE
    start, size = places.get(path, (0, 0))
    head = name.ljust(64, b"\0") + struct.pack("<HBB", len(name), kind, 1)
    return (
        head
        + struct.pack("<III", _NONE, right, child)
        + bytes(36)
        + (struct.pack("<IQ", start, size))
    )


def write_outlook(
    texts: dict[str, str],
    html: bytes = b"",
    sent_at: datetime | None = None,
    files: tuple[tuple[str, bytes], ...] = (),
) -> bytes:
    """Return a ``.msg`` with these properties (tag in hexadecimal -> text)."""
    streams: Streams = {
        (f"__substg1.0_{tag}001F",): text.encode("utf-16-le")
        for tag, text in texts.items()
    }
    if html:
        streams["__substg1.0_10130102",] = html
    numbers = bytes(32)
    if sent_at:
        ticks = int((sent_at - _EPOCH).total_seconds()) * 10_000_000
        numbers += struct.pack("<HHIQ", 0x0040, 0x0039, 6, ticks)
    numbers += struct.pack("<HHIQ", 0x0003, 0x3FDE, 6, 65001)
    streams["__properties_version1.0",] = numbers
    for number, (name, content) in enumerate(files):
        place = f"__attach_version1.0_#{number:08X}"
        streams[place, "__properties_version1.0"] = bytes(8)
        streams[place, "__substg1.0_3707001F"] = name.encode("utf-16-le")
        streams[place, "__substg1.0_37010102"] = content
    return write_compound(streams)
