"""Install the programs that tests start themselves: a Chromium, and Dovecot.

``python -m tests.programs`` does this before the tests. Without a Chromium it fails
with a clear line; without Dovecot the tests of mailboxes skip, and a line says so.
"""

import os
import shutil
import subprocess
import sys

from tests import chromium
from tests.intake.mailboxes.dovecot import find_dovecot


def install_dovecot() -> None:
    """Try Debian's package where apt works; never raises."""
    if find_dovecot() is None and shutil.which("apt-get") and os.geteuid() == 0:
        for command in (["update"], ["install", "-y", "dovecot-imapd"]):
            subprocess.run(
                ["apt-get", "-qq", *command],
                check=False,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )
    if find_dovecot() is None:
        print("Dovecot is missing: the tests of mailboxes skip. Debian: dovecot-imapd")


if __name__ == "__main__":
    install_dovecot()
    sys.exit(chromium.main())
