"""`python -m tests.planted`: exit status 1 when a planted defect stays unnoticed."""

import sys
import tempfile
from pathlib import Path

from tests.planted import runner
from tests.planted.defects import DEFECTS


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        outcomes = runner.run(DEFECTS, Path(folder), lambda line: print(line, flush=True))
    print(runner.summary(outcomes))
    return 0 if all(outcome.caught for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
