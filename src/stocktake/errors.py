"""Every error stocktake raises on purpose.

The command line prints any of them as one line, with a line for each of its `details`, and stops with its `exit_code`; whatever
is not listed here is our own mistake and keeps its traceback.
"""

from collections.abc import Sequence


class StocktakeError(Exception):
    """Something a person can act on; the message says what, where and what to do."""

    exit_code = 1
    details: tuple[str, ...] = ()


class DataError(StocktakeError):
    """A file cannot mean what it says; whoever holds the file acts.

    Where much is wrong at once `details` holds a line for each, and the message counts them.
    """

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        self.details = tuple(details)
        super().__init__(message)


class CatalogError(StocktakeError):
    """A framework, indicator, method, code list or pack is written wrongly; whoever edits the file acts."""


class WorkspaceError(StocktakeError):
    """A workspace cannot be made, read or written as it stands; its owner acts."""


class AreaNotFound(StocktakeError):
    """No area, or more than one, answers to a name; `candidates` holds what was probably meant, best first."""

    exit_code = 2

    def __init__(self, name: str, candidates: Sequence[str], *, ambiguous: bool = False) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        self.ambiguous = ambiguous
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        said = f'area "{_shown(self.name)}" {"fits several areas" if self.ambiguous else "is not a known area"}'
        if not self.candidates:
            return f'{said}: give an ISO 3166-1 alpha-3 code, an M49 code or a name, for example MDA, 202 or "Guatemala"'
        return f"{said}: did you mean {', '.join(self.candidates)}?"


def _shown(text: str) -> str:
    """Return what somebody wrote as a message can show it: short, and without characters that steer a terminal."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return printable if len(printable) <= 60 else f"{printable[:60]}…"


def unreached(fault: BaseException) -> str:
    """Return in a few words why a service could not be reached, told by the kind of fault; the name of any other kind."""
    return _UNREACHED.get(type(fault).__name__, type(fault).__name__)


_UNREACHED = {
    "NameResolutionError": "its name is not known here; there is no network, or the address is wrong",
    "NewConnectionError": "cannot be reached",
    "ConnectTimeoutError": "does not answer",
    "ReadTimeoutError": "stopped answering",
    "ProtocolError": "broke off",
    "IncompleteRead": "broke off",
    "SSLError": "its certificate is not trusted here",
}
