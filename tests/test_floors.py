"""The house keeps its floors: who may import whom, read from the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
GROUND = {"errors", "model"}
DOORS = {"catalog", "tables", "documents", "sources", "export", "page", "workspace"}
RULES = {"measure", "microdata", "flows", "extract", "match", "fund", "search", "review"}
MAY_IMPORT = {
    **dict.fromkeys(GROUND | DOORS | RULES, GROUND),
    "sources": GROUND | {"catalog", "tables"},
    "export": GROUND | {"tables"},
    "review": GROUND | {"measure"},
    "service": GROUND | DOORS | RULES | {"__version__"},
    "cli": GROUND | DOORS | RULES | {"service", "__version__"},
    "__main__": {"cli"},
}
ONLY_STANDARD = {"errors", "model"}
NETWORK = {"requests", "httpx", "urllib3", "aiohttp", "socket", "http"}
CONNECTS = {"stocktake.sources.fetching": "asks publishers for files", "stocktake.documents.asking": "asks a language model"}
"""The only modules that open a connection; only the command line uses them."""


def modules() -> list[Path]:
    return sorted((SRC / "stocktake").rglob("*.py"))


def room_of(path: Path) -> str:
    parts = path.relative_to(SRC / "stocktake").parts
    return parts[0].removesuffix(".py")


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(SRC).with_suffix("").parts)


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything the module imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write the whole name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SRC)))
def test_a_module_imports_only_rooms_it_may(path):
    room = room_of(path)
    if room == "__init__":
        return
    allowed = MAY_IMPORT[room] | {room}
    used = {name.split(".")[1] for name in imports(path) if name.startswith("stocktake.")}
    assert used <= allowed, f"{room} may import {sorted(allowed)}, not {sorted(used - allowed)}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SRC)))
def test_the_library_knows_no_django_and_no_network(path):
    packages = {name.split(".")[0] for name in imports(path)}
    assert not packages & NETWORK or dotted(path) in CONNECTS
    if room_of(path) != "cli":
        assert not packages & {"django", "stocktake_web"}


@pytest.mark.parametrize(
    "path", [p for p in modules() if room_of(p) in ONLY_STANDARD], ids=lambda path: str(path.relative_to(SRC))
)
def test_the_ground_floor_needs_the_standard_library_only(path):
    import sys

    packages = {name.split(".")[0] for name in imports(path)} - {"stocktake"}
    assert packages <= sys.stdlib_module_names
    assert not packages & {"pathlib", "os", "io", "time", "subprocess"}, "no files and no clock on the ground floor"


def test_the_site_imports_the_library_and_not_its_command_line():
    for path in sorted((SRC / "stocktake_web").rglob("*.py")):
        assert not any(name.startswith("stocktake.cli") for name in imports(path)), path


def test_every_room_is_known():
    rooms = {room_of(path) for path in modules()} - {"__init__"}
    assert rooms <= set(MAY_IMPORT), "a new room needs its floor in this test and in docs/explanation/house.md"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SRC)))
def test_only_the_command_line_opens_connections(path):
    used = [name for name in imports(path) for door in CONNECTS if f"{name}.".startswith(f"{door}.")]
    assert not used or path.parent.name == "cli" or dotted(path) in CONNECTS
