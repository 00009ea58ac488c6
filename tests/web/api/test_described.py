"""The API against its own description: whatever the description allows is answered as it says, whatever it does not is refused."""

import subprocess
import sys
from pathlib import Path

EXAMPLES = 3
"""Tries of each operation beside those at the borders of its parameters; always the same ones."""

SECONDS = 120
"""For the first answers, while the server still writes down what it will compute."""


def test_the_api_does_what_its_description_says(live, ask, tmp_path):
    assert (
        ask("/api/openapi.json").status == 200
    )  # the first answer of a server takes longer than the program waits for a description
    program = Path(sys.executable).with_name("schemathesis")
    bounds = ["--phases", "examples,coverage,fuzzing", "-n", str(EXAMPLES), "--seed", "1", "--generation-deterministic"]
    bounds += ["--request-timeout", str(SECONDS), "--no-color"]
    tried = subprocess.run(
        [program, "run", f"{live}/api/openapi.json", *bounds],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert "No issues found" in tried.stdout, tried.stdout
