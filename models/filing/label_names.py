"""Labels as texts: what a class is called says what its letters speak of."""

import re

NAME_DOUBT = 2.0  # a name is trusted half as much as a letter

_JOINTS = re.compile(r"[_\-./:>|\\]+|(?<=[a-z])(?=[A-Z])")
_HAS_WORD = re.compile(r"[^\W\d_]{3}|[\u3400-\u4dbf\u4e00-\u9fff]{2}")


def read_label(label: str) -> str:
    """The words of a label, "" for one that is a number or a code.

    ``card_arrival``, ``Billing > Refund`` and ``billingRefund`` are taken apart.
    """
    words = " ".join(_JOINTS.sub(" ", label).split())
    return words if _HAS_WORD.search(words) else ""
