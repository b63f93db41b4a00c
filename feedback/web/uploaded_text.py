"""The text of a small file that came with a form."""

from werkzeug.datastructures import FileStorage

from feedback.errors import Refused


def read_text(file: FileStorage) -> str:
    """Return a file's text; raises Refused unless it is UTF-8."""
    try:
        return bytes(file.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("The file is not UTF-8 text. Nothing was kept.") from error
