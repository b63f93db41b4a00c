"""Rows of totals, which sheets have below their letters."""

import re
from collections.abc import Sequence

LONGEST_TOTAL = 24
"""What stands in the column of texts there is no longer than this."""
_AROUND = " \t0123456789.,:\uff1a=()"
_TITLE = re.compile(
    r"(?:(?:grand|sub)[ -]?)?totals?|sum|average|mean|count|summe|gesamt(?:summe)?"
    r"|insgesamt|durchschnitt|anzahl|somme|totaux|moyenne|totale|somma|totales|suma"
    r"|promedio|totaal|razem|итого|всего|сумма|合计|总计|小计|总数|平均|合計|総計|합계|총계",
    re.IGNORECASE,
)


def is_total(cells: Sequence[str], marks: Sequence[int]) -> bool:
    """Tell whether cells say "total", hold figures else, and nothing marks a letter.

    ``marks`` are the columns of ids, dates and writers; a table without them has no
    sign that a row is no letter.
    """
    words = [cell.strip(_AROUND) for cell in cells]
    titles = [bool(_TITLE.fullmatch(word)) for word in words]
    is_marked = any(cells[i].strip() and not titles[i] for i in marks)
    if not (marks and any(titles)) or is_marked:
        return False
    others = "".join(w for w, is_it in zip(words, titles, strict=True) if not is_it)
    return not any(map(str.isalpha, others))
