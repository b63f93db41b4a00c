"""Find a Chromium for the browser tests, or install one.

The one on the machine, else Debian's package where apt works, else Playwright's own.
``python -m tests.programs`` does this before the tests and fails with a clear line
when none can be had.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str:
    """Return the path of a Chromium that is installed, empty when there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _find_playwright_chromium()


def _find_playwright_chromium() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else ""


def install_chromium() -> None:
    """Try Debian's package, then Playwright's own; never raises."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk")
    if not find_chromium():
        _run(sys.executable, "-m", "playwright", "install", "chromium")


def _run(*command: str) -> None:
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)


def main() -> int:
    """Make sure that there is a Chromium; returns the exit code."""
    if not find_chromium():
        install_chromium()
    path = find_chromium()
    if path:
        print(f"Browser tests use {path}")
        return 0
    print(
        "The browser tests need Chromium and none could be installed here. "
        "Install it (Debian: apt-get install chromium), then run make test again.",
        file=sys.stderr,
    )
    return 1
