"""What sdmx1 finds in files of SDMX, as JSON: run as a program of its own, for it remembers namespaces of files that it could not read."""

import json
import sys
from pathlib import Path

import sdmx


def main(path: Path, structured: Path) -> None:
    message = sdmx.read_sdmx(structured)
    definition = message.structure["OBSERVATIONS"]
    names = [one.id for one in definition.dimensions]
    found = sdmx.read_sdmx(path, **({"structure": definition} if path.suffix == ".csv" else {}))
    lists = {
        name: {code.id: code.name.localizations.get("en", "") for code in codes.items.values()}
        for name, codes in message.codelist.items()
    }
    rows = [
        ([str(one.key[name].value) for name in names], None if one.value is None else str(one.value)) for one in found.data[0].obs
    ]
    json.dump({"dimensions": names, "lists": lists, "rows": rows}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
