"""The command line: one module a command group, each a twin of library functions.

Only light modules are imported at the top of a command's module; what measures, stores or draws is imported when the command runs.
"""

from stocktake.cli.main import main

__all__ = ["main"]
