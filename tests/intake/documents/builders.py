"""Documents for tests, written byte by byte: PDF and DOCX, sound and hostile."""

import io
import zipfile

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def write_pdf(text: str) -> bytes:
    """Return a PDF of one page that says ``text`` (ASCII)."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % end


def write_docx(*paragraphs: str, before: str = "") -> bytes:
    """Return a DOCX with these paragraphs; ``before`` stands before its root."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    xml = f'{before}<w:document xmlns:w="{_SPACE}"><w:body>{body}</w:body></w:document>'
    return _pack(xml.encode())


def write_docx_bomb(size: int) -> bytes:
    """Return a DOCX whose document unpacks to ``size`` bytes of blanks."""
    return _pack(b" " * size)


def _pack(document: bytes) -> bytes:
    """Return an archive that is the same whenever it is made."""
    file, undated = io.BytesIO(), zipfile.ZipInfo("word/document.xml")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(undated, document, zipfile.ZIP_DEFLATED)
    return file.getvalue()
