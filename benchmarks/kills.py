"""Imports killed 500 times: nothing acknowledged is lost, nothing is doubled.

``python -m benchmarks.kills [--quick]`` runs the crash tests with 500 kills over a
table, an mbox and a Maildir and 166 over a mailbox, in place of the 100 and 32 of every
change (``--quick``). Not a matter of speed, but too long for every change.
"""

import os
import subprocess
import sys
from pathlib import Path

KILLS, QUICK_KILLS = 500, 100
TESTS = ("tests/intake/test_crashes.py", "tests/intake/test_crash_points.py")


def main() -> int:
    """Run the crash tests; returns 0 when all of them hold."""
    kills = QUICK_KILLS if "--quick" in sys.argv[1:] else KILLS
    command = [sys.executable, "-m", "pytest", "-q", "--timeout", "7200", *TESTS]
    return subprocess.run(
        command,
        cwd=Path(__file__).resolve().parents[1],
        env={**os.environ, "POSTBAG_KILLS": str(kills)},
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
