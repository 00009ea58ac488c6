"""Fixtures that several rooms share: the program as a person runs it, and a workspace filled once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from browser import browser, visit  # noqa: F401 (fixtures)
from publishers import publisher  # noqa: F401 (a fixture)

os.environ.setdefault("PYSPARK_SUBMIT_ARGS", "--driver-memory 2g pyspark-shell")
"""Whichever test starts Spark first in a process: the heap it has otherwise is too small for all that one process may run on it."""

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")  # how long an example takes says how busy the machine is

SHARED = Path(__file__).parents[2] / "shared"


def run(*arguments, cwd, workspace=None, **environment):
    """Run the program as a person would, in a folder of its own; returns the finished process with its text."""
    surroundings = {**os.environ, "STOCKTAKE_HOME": str(workspace or cwd / "stocktake-workspace"), **environment}
    return subprocess.run(
        [sys.executable, "-m", "stocktake", *map(str, arguments)],
        cwd=cwd,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def program(tmp_path):
    """Give the program, run in an empty folder with a workspace of its own."""
    return lambda *arguments, **rest: run(*arguments, cwd=tmp_path, **rest)


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """Give a workspace that was filled on first use, and the reviews of four areas in it; read only."""
    folder = tmp_path_factory.mktemp("filled")
    for area in ("WLD", "MDA", "GTM", "Sub-Saharan Africa"):
        finished = run("review", area, cwd=folder)
        assert finished.returncode == 0, finished.stderr
    return folder


@pytest.fixture
def workspace(filled, tmp_path):
    """Give a filled workspace that a test may damage."""
    return Path(shutil.copytree(filled / "stocktake-workspace", tmp_path / "stocktake-workspace"))


@pytest.fixture(scope="session")
def shared():
    """Give the folder of reference material that lies beside a developer's checkout; tests that need it skip elsewhere."""
    if not SHARED.is_dir():
        pytest.skip("the reference material is not beside this checkout")
    return SHARED
