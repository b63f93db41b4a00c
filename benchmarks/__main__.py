"""Runs every benchmark in turn: ``python -m benchmarks [--quick]``.

Those that know no quick way are run in full.
"""

import subprocess
import sys
from pathlib import Path

QUICK = "--quick"


def main() -> int:
    asked = {QUICK} & set(sys.argv[1:])
    failed = 0
    for path in sorted(Path(__file__).parent.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        if f"python -m benchmarks.{path.stem}" in source:
            print(f"\n=== {path.stem} ===", flush=True)
            options = [option for option in asked if option in source]
            command = [sys.executable, "-m", f"benchmarks.{path.stem}", *options]
            failed += subprocess.run(command, check=False).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
