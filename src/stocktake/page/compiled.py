"""Templates as Python has compiled them, kept for the next run: to compile all of a review takes longer than to draw one."""

import pickle
from contextlib import suppress
from importlib.metadata import version

from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2.bccache import Bucket


class _Kept(FileSystemBytecodeCache):
    """A folder of this user, which nobody else may write; what cannot be written there is compiled again the next time."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read one template; a damaged file counts as none."""
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, ValueError, TypeError, pickle.UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one template."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def kept(environment: str) -> BytecodeCache | None:
    """Return where compiled templates of an environment are kept; None where this user has no folder that is safe.

    Environments with other extensions compile the same template otherwise: each has a name of its own. A template that has changed
    is compiled anew.
    """
    with suppress(OSError, RuntimeError):
        return _Kept(pattern=f"stocktake-{version('stocktake')}-{environment}-%s.cache")
    return None
