"""Runs every benchmark in turn: ``python -m benchmarks [--quick]``."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    failed = 0
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if _is_benchmark(path):
            print(f"\n=== {path.stem} ===", flush=True)
            command = [sys.executable, "-m", f"benchmarks.{path.stem}", *sys.argv[1:]]
            failed += subprocess.run(command, check=False).returncode != 0
    return 1 if failed else 0


def _is_benchmark(path: Path) -> bool:
    """True for modules that say how they are called."""
    return f"python -m benchmarks.{path.stem}" in path.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
