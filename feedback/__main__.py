"""``python -m feedback`` is ``postbag``."""

from feedback.cli import main

if __name__ == "__main__":
    main()
