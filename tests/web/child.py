"""Other processes for the tests: each is a real program that works on a database."""

import os
import subprocess
import sys
from pathlib import Path

HEAD = """
import sys
from pathlib import Path
from stocktake_web.database import open_database
database = sys.argv[1] if "://" in sys.argv[1] else Path(sys.argv[1])
"""


def start(program: str, database: Path | str, **environment: str) -> subprocess.Popen[str]:
    """Start a Python program that has `database`, and the helpers of these tests, at hand."""
    paths = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    return subprocess.Popen(
        [sys.executable, "-c", HEAD + program, str(database)],
        env={**os.environ, "PYTHONPATH": paths, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(program: str, database: Path | str, **environment: str) -> str:
    """Run a program to its end and return what it printed."""
    out, err = start(program, database, **environment).communicate(timeout=60)
    assert not err
    return out
