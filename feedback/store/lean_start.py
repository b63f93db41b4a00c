"""Load sqlite-utils without pandas and numpy: import this module first.

sqlite-utils imports both where they are installed, to convert their values. Postbag
hands it none, and its commands should answer at once.
"""

import sys

_SPARED = [name for name in ("numpy", "pandas") if name not in sys.modules]

for _name in _SPARED:
    sys.modules[_name] = None  # type: ignore[assignment]
try:
    import sqlite_utils
finally:
    for _name in _SPARED:
        del sys.modules[_name]

__all__ = ["sqlite_utils"]
