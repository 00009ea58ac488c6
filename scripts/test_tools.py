"""Install the programs the tests use and pip does not bring: Chromium and PostgreSQL, from the system's own packages.

Where that cannot be done the tests that need them are skipped and say so; in CI (the variable CI is set) it is an error.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

TOOLS = {"chromium": "a browser for the page tests", "postgresql": "a server for the database tests"}


def main() -> int:
    missing = [name for name in TOOLS if not is_there(name)]
    if not missing or install(missing):
        return 0
    for name in missing:
        print(f"{name} is not installed ({TOOLS[name]}): on Debian or Ubuntu, sudo apt-get install {name}", file=sys.stderr)
    return 1 if os.environ.get("CI") else 0


def is_there(name: str) -> bool:
    if name == "chromium":
        return any(shutil.which(program) for program in ("chromium", "chromium-browser", "google-chrome"))
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None


def install(names: list[str]) -> bool:
    """Install with apt where it may be used without asking for a password; return whether all came."""
    apt = shutil.which("apt-get")
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if apt is None or (sudo and shutil.which("sudo") is None):
        return False
    print(f"installing {' and '.join(names)} for the tests (once)", file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *names]):
        if subprocess.run([*sudo, apt, "-qq", *command], env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
            return False
    return all(map(is_there, names))


if __name__ == "__main__":
    sys.exit(main())
