"""Archives: read when honest, refused when made to burst."""

import gzip
import io
import zipfile
from pathlib import Path

from tests.intake.builders import drafts, make_mail, read_path, refusals

TABLE = b"id,text\n" + b"".join(
    b"%d,The app crashes %d times\n" % (n, n) for n in range(9)
)


def write_zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


def test_it_reads_the_files_of_a_zip(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", mails__1_eml=make_mail(), table_csv=TABLE)
    items = read_path(path)
    assert len(drafts(items)) == 10
    assert drafts(items)[0].location == "a.zip/mails/1.eml"


def test_it_reads_a_packed_table(tmp_path: Path) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(TABLE))
    assert len(drafts(read_path(path))) == 9


def test_it_refuses_an_archive_in_an_archive(tmp_path: Path) -> None:
    """Case 37."""
    inner = write_zip(tmp_path / "inner.zip", table_csv=TABLE).read_bytes()
    items = read_path(write_zip(tmp_path / "outer.zip", inner_zip=inner, b_csv=TABLE))
    assert len(drafts(items)) == 9
    assert "inside an archive" in refusals(items)[0].reason


def test_it_refuses_bombs(tmp_path: Path) -> None:
    """Case 37: at the streamed limit, whatever size is declared."""
    zeros = b"0" * 60_000_000
    packed = tmp_path / "bomb.csv.gz"
    packed.write_bytes(gzip.compress(b"id,text\n" + zeros))
    assert "100 times" in refusals(read_path(packed))[0].reason
    zipped = write_zip(tmp_path / "bomb.zip", bomb_csv=zeros, table_csv=TABLE)
    items = read_path(zipped)
    assert "100 times" in refusals(items)[0].reason
    assert len(drafts(items)) == 9


def test_it_never_writes_where_a_name_points(tmp_path: Path) -> None:
    """Case 37: zip-slip."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("../../evil.csv", TABLE)
    path = tmp_path / "a" / "b" / "slip.zip"
    path.parent.mkdir(parents=True)
    path.write_bytes(content.getvalue())
    assert len(drafts(read_path(path))) == 9
    assert [p.name for p in tmp_path.rglob("evil.csv")] == []


def test_it_refuses_damaged_archives(tmp_path: Path) -> None:
    for name, content in (
        ("a.zip", write_zip(tmp_path / "x.zip", a_csv=TABLE).read_bytes()[:60]),
        ("a.gz", gzip.compress(TABLE)[:40]),
        ("a.xlsx", b"PK\x03\x04 xl/ nothing"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        items = read_path(path)
        assert len(items) == 1
        assert "damaged" in refusals(items)[0].reason
