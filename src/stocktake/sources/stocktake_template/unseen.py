"""What a workbook says of a cell beside its value: an error, a formula that was never computed, a share shown as per cent.

The reader of workbooks gives such cells as blank, or as another number than is shown.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from lxml import etree

from stocktake.errors import DataError

ERROR, UNCOMPUTED, PER_CENT = "error", "uncomputed", "per cent"

_PER_CENT_BUILT_IN = ("9", "10")
_QUOTED = re.compile(r'"[^"]*"|\\.')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def cells(path: Path) -> Mapping[str, tuple[str, str]]:
    """Return what there is to say of cells, by sheet and cell as `10.7.1!D12`: which of the three it is, and what the cell holds.

    DataError where the parts of the workbook do not fit together.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            shares = _shown_as_share(parts)
            return {
                f"{sheet}!{place}": said for sheet, part in _sheets(parts).items() for place, said in _odd(parts, part, shares)
            }
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, NotImplementedError, EOFError, etree.XMLSyntaxError) as fault:
        said = " ".join(str(fault).split())[:300] or type(fault).__name__
        raise DataError(f"{path.name}: cannot be read as a workbook ({said}); see {path}") from fault
    except Exception as fault:
        if type(fault).__module__ == "zlib":  # a part that was overwritten
            raise DataError(f"{path.name}: cannot be read as a workbook ({fault}); see {path}") from fault
        raise


def _elements(file: IO[bytes], name: str) -> Iterator["etree._Element"]:
    """Yield the elements of a name in a part; entities are not followed, nothing is fetched."""
    for _, element in etree.iterparse(file, tag=f"{{*}}{name}", resolve_entities=False, no_network=True, load_dtd=False):
        yield element
        element.clear()


def _sheets(parts: zipfile.ZipFile) -> Mapping[str, str]:
    """Return where the part of each sheet lies, by the sheet's name."""
    with parts.open("xl/_rels/workbook.xml.rels") as file:
        targets = {one.get("Id"): one.get("Target", "") for one in _elements(file, "Relationship")}
    with parts.open("xl/workbook.xml") as file:
        names = {one.get("name", ""): one.get(_RELATION) or one.get(_STRICT_RELATION) for one in _elements(file, "sheet")}
    return {name: posixpath.normpath(posixpath.join("/xl", targets[key])).lstrip("/") for name, key in names.items()}


def _shown_as_share(parts: zipfile.ZipFile) -> frozenset[str]:
    """Return the styles of cells, by their number, that show 0.125 as 12.5 %."""
    if "xl/styles.xml" not in parts.namelist():
        return frozenset()
    with parts.open("xl/styles.xml") as file:
        codes = {one.get("numFmtId"): one.get("formatCode", "") for one in _elements(file, "numFmt")}
    own = {key for key, text in codes.items() if "%" in _QUOTED.sub("", text)}
    with parts.open("xl/styles.xml") as file:
        tree = etree.parse(file, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    styles = tree.iterfind("{*}cellXfs/{*}xf")
    return frozenset(str(place) for place, one in enumerate(styles) if one.get("numFmtId") in {*_PER_CENT_BUILT_IN, *own})


def _odd(parts: zipfile.ZipFile, part: str, shares: frozenset[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the cells of a sheet of which there is something to say."""
    with parts.open(part) as file:
        for cell in _elements(file, "c"):
            value = cell.findtext("{*}v") or cell.findtext("{*}is/{*}t") or ""
            place, kind = cell.get("r", ""), cell.get("t", "n")
            if kind == "e":
                yield place, (ERROR, value)
            elif not value and cell.find("{*}f") is not None:
                yield place, (UNCOMPUTED, "")
            elif kind == "n" and value and cell.get("s") in shares:
                yield place, (PER_CENT, value)
