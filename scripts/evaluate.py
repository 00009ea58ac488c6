"""Measure the reader of documents on the labelled ones, each left out of what it learned from; `--quick` leaves out the long one's parts."""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from pathlib import Path

import labelled

from stocktake.catalog.area import areas
from stocktake.catalog.catalog import load
from stocktake.catalog.lexicon import lexicon
from stocktake.extract.candidate import Reader, around_of
from stocktake.extract.classify import shown_of, subject_scores
from stocktake.extract.listing import cut, entries
from stocktake.extract.name import Names
from stocktake.extract.score import Counts, by_keywords, common, nearest, overlap, pairs, standing
from stocktake.extract.speech import bare, of_entry, speakers
from stocktake.extract.training import Labelled, blocks, learn, piece
from stocktake.model.candidate import Candidate
from stocktake.model.lexicon import Learned
from stocktake.model.record import Record

DOCS = Path(__file__).resolve().parents[1] / "docs" / "reference"
FIGURES, PAGE = DOCS / "evaluation.json", DOCS / "evaluation.md"
BEGIN, END = "<!-- figures: written by make evaluate -->", "<!-- end of figures -->"
TYPES = (
    "practice",
    "recommendation",
    "partnership",
    "need",
    "offer",
    "figure",
    "target",
    "term",
    "event",
    "panel",
    "participation",
)
SPOKEN = TYPES[:9]
JUDGED = TYPES[:5]
BY_DOCUMENT = {"all": "F1 of all", "spoken": "of what is said", "practice": "practice", "recommendation": "recommendation"}
CAUSES = tuple(f"{name}, {cause}" for name in ("missed", "wrong") for cause in ("same type", "other type", "nothing"))
PARTS = 5
LONG = 400


def main() -> None:
    documents = labelled.documents()
    if not documents:
        sys.exit(f"found no labelled documents in {labelled.SHARED.name}/evidence beside the project; nothing was measured")
    figures = measure(documents, quick="--quick" in sys.argv)
    print(table(figures))
    if "--quick" not in sys.argv:
        FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        if PAGE.exists():
            before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
            PAGE.write_text(f"{before}{BEGIN}\n{table(figures)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def measure(documents: Sequence[Labelled], *, quick: bool = False) -> dict[str, dict[str, float | None]]:
    """Return every figure by the way it was measured: `left_out`, `cues`, `keywords`, `blocks`."""
    out = [(one, reader([other for other in documents if other is not one])) for one in documents]
    found = [(one, read_by, read_by.candidates(one.text)) for one, read_by in out]
    figures = {"left_out": scores([(one.records, found_) for one, _, found_ in found])}
    figures["left_out"] |= given([(one, read_by) for one, read_by, _ in found]) | sureness(found)
    for one, _, found_ in found:
        figures[one.text.id] = scores([(one.records, found_)])
        figures |= halves(one, found_) if len(one.said) > LONG else {}
    figures["errors"] = errors([(one.records, [c.record for c in found_]) for one, _, found_ in found])
    untaught = reader([])
    figures["cues"] = scores([(one.records, untaught.candidates(one.text)) for one in documents])
    figures["cues"] |= given([(one, untaught) for one in documents])
    figures["keywords"] = scored([(one.records, list(by_keywords(one.text.id, one.said))) for one in documents])
    if not quick:
        figures["blocks"] = in_blocks(documents)
    return figures


def halves(one: Labelled, found: Sequence[Candidate]) -> dict[str, dict[str, float | None]]:
    """Return the figures of the first and of the second half of a long document: nobody who wrote rules looked at errors in the second."""
    middle = one.said[len(one.said) // 2].first_line
    sides = {"first half": lambda line: line < middle, "second half": lambda line: line >= middle}
    figures = {}
    for name, is_in in sides.items():
        wanted = [record for record in one.records if is_in(record.locators[0].first_line)]
        figures[f"{one.text.id}, {name}"] = scores([(wanted, [c for c in found if is_in(c.record.locators[0].first_line)])])
    return figures


def errors(sides: Sequence[tuple[Sequence[Record], Sequence[Record]]]) -> dict[str, float | None]:
    """Return how many records of a type are missed and how many candidates fit none, by what stands in their lines instead."""
    counted: dict[str, float | None] = {}
    for type_ in JUDGED:
        causes: Counter[str] = Counter()
        for wanted, found in sides:
            met = pairs([r for r in found if r.type == type_], [r for r in wanted if r.type == type_])
            paired = {id(record) for both in met for record in both}
            causes += Counter(f"missed, {cause}" for cause in _causes(type_, wanted, found, paired))
            causes += Counter(f"wrong, {cause}" for cause in _causes(type_, found, wanted, paired))
        counted |= {f"{type_} {cause}": float(causes[cause]) for cause in CAUSES}
    return counted


def _causes(type_: str, here: Sequence[Record], there: Sequence[Record], paired: Set[int]) -> Iterator[str]:
    for record in here:
        if record.type == type_ and id(record) not in paired:
            beside = {r.type for r in there if r.type in SPOKEN and common(record.locators[0], r.locators[0]) > 0}
            yield "same type" if type_ in beside else "other type" if beside else "nothing"


def reader(documents: Sequence[Labelled]) -> Reader:
    titles = {one.id: one.name for framework in load().frameworks.values() for one in framework.commitments}
    words = lexicon()
    learned = learn(documents, words, areas(), "left out") if documents else Learned()
    return Reader(replace(words, learned=learned), areas(), titles)


def in_blocks(documents: Sequence[Labelled]) -> dict[str, float | None]:
    """Return the figures inside the long document: each fifth of its sentences read by what the rest and the others teach."""
    whole = max(documents, key=lambda one: len(one.said))
    others = [one for one in documents if one is not whole]
    sides = []
    for first, end in blocks(whole, PARTS):
        rest = [side for side in (piece(whole, 0, first), piece(whole, end, len(whole.said))) if side.said]
        top, bottom = whole.said[first].start, whole.said[end - 1].end
        last = end == len(whole.said)
        found = [
            c for c in reader([*others, *rest]).candidates(whole.text) if top <= c.chars[0] and (last or c.chars[0] < bottom)
        ]
        lines = whole.said[first].first_line, 10**9 if last else whole.said[end].first_line
        wanted = [r for r in whole.records if lines[0] <= r.locators[0].first_line < lines[1]]
        sides.append((wanted, found))
    return scores(sides)


def scores(sides: Sequence[tuple[Sequence[Record], Sequence[Candidate]]]) -> dict[str, float | None]:
    return scored([(wanted, [one.record for one in found]) for wanted, found in sides])


def scored(sides: Sequence[tuple[Sequence[Record], Sequence[Record]]]) -> dict[str, float | None]:
    """Return precision, recall and F1 by type and over all, how far lines agree, and the fields of what was paired."""
    figures: dict[str, float | None] = {}
    total, spoken, both = Counts(0, 0, 0), Counts(0, 0, 0), []
    for type_ in TYPES:
        one = Counts(0, 0, 0)
        for wanted, found in sides:
            mine, theirs = [r for r in found if r.type == type_], [r for r in wanted if r.type == type_]
            met = pairs(mine, theirs)
            one += Counts(len(mine), len(theirs), len(met))
            both += met
        figures |= _counted(type_, one)
        total, spoken = total + one, spoken + one if type_ in SPOKEN else spoken
    figures |= _counted("all", total) | _counted("spoken", spoken)
    figures["lines in common"] = _round(sum(common(a.locators[0], b.locators[0]) for a, b in both) / max(1, len(both)))
    figures["areas of pairs F1"] = _round(overlap([a.areas for a, _ in both], [b.areas for _, b in both]).f1)
    figures["areas of pairs exact"] = _round(sum(set(a.areas) == set(b.areas) for a, b in both) / max(1, len(both)))
    told = [(a, b) for a, b in both if a.commitments and any(c.startswith("gcm:") for c in b.commitments)]
    figures["first objective of pairs"] = _round(sum(a.commitments[0] == b.commitments[0] for a, b in told) / max(1, len(told)))
    return figures


def _counted(name: str, one: Counts) -> dict[str, float | None]:
    values = {"P": one.precision, "R": one.recall, "F1": one.f1}
    return {f"{name} {key}": _round(value) for key, value in values.items()} | {
        f"{name} recorded": one.recorded,
        f"{name} proposed": one.proposed,
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def given(documents: Sequence[tuple[Labelled, Reader]]) -> dict[str, float | None]:
    """Return how well the fields are filled in where the place and type of a record are given: what is found, not what is judged."""
    rows = [row for one, read_by in documents for row in _given(one, read_by)]
    names = documents[0][1].names
    spoken = [(record, drawn, ranked) for record, drawn, ranked in rows if any(c.startswith("gcm:") for c in record.commitments)]
    counted = [(record, drawn) for record, drawn, _ in rows if record.figures]
    return {
        "areas F1": _round(overlap([d.areas for _, d, _ in rows], [r.areas for r, _, _ in rows]).f1),
        "areas exact": _round(sum(set(d.areas) == set(r.areas) for r, d, _ in rows) / len(rows)),
        "actors F1": _round(
            overlap([_names(d.actors, names) for _, d, _ in rows], [_names(r.actors, names) for r, _, _ in rows]).f1
        ),
        "figures R": _round(overlap([_values(d) for _, d in counted], [_values(r) for r, _ in counted]).recall),
        "figures F1": _round(overlap([_values(d) for _, d in counted], [_values(r) for r, _ in counted]).f1),
        "first objective": _round(sum(ranked[0] == r.commitments[0] for r, _, ranked in spoken) / len(spoken)),
        "first objective among three": _round(sum(r.commitments[0] in ranked[:3] for r, _, ranked in spoken) / len(spoken)),
    }


def _given(one: Labelled, read_by: Reader) -> Iterator[tuple]:
    told, passages = speakers(one.said, read_by.names), around_of(one.said)
    shown = shown_of(bare(one.said, told), told, read_by.cues, read_by.names)
    for record in one.records:
        places = standing(one.said, record) if record.type in SPOKEN else []
        if places:
            run = [one.said[place] for place in places]
            around, heard = passages[run[0].passage], [told[place] for place in places]
            parts = entries(run[0], record.type, shown[places[0]], read_by.cues) if len(run) == 1 else []
            if len(parts) > 1:
                listed = [cut(one.text, run[0], *part) for part in parts]
                run, heard = [listed[nearest(listed, record)]], [of_entry(one.said, told, places[0])]
            drawn = read_by.draw(record.type, run, heard, around)
            own = " ".join(sentence.text for sentence in run)
            points = subject_scores(own, around, run[0].heading, read_by.lexicon, read_by.subjects)
            ranked = sorted((name for name in points if name.startswith("gcm:")), key=lambda name: -points[name])
            yield record, drawn, ranked


def _names(actors: Sequence, names: Names) -> list[str]:
    return [_name(actor.name, names) for actor in actors]


def _name(said: str, names: Names) -> str:
    """Return the one name of a body that bears several: the one our lists give it, else as it is said; `Government of` a State is the State."""
    plain = re.sub(r"^(?:the )?(?:governments? of (?:the )?)?| \([A-Z]+\)$", "", said, flags=re.IGNORECASE)
    found = names.find(plain)
    whole = len(found) == 1 and found[0].end - found[0].start == len(plain) and found[0].meaning.sort in ("area", "actor")
    return (found[0].meaning.name if whole else plain).lower()


def _values(one) -> list[float]:
    return [round(float(figure.value), 1) for figure in one.figures]


def sureness(found: Sequence[tuple[Labelled, Reader, Sequence[Candidate]]]) -> dict[str, float | None]:
    """Return how far confidence and the share of candidates that fit lie apart, on average over tenths of confidence."""
    rows = []
    for one, _, candidates in found:
        met = {id(a) for a, _ in pairs([c.record for c in candidates], one.records)}
        rows += [(c.confidence, id(c.record) in met) for c in candidates]
    tenths = {tenth: [row for row in rows if int(row[0] * 10) == tenth] for tenth in range(11)}
    gaps = [abs(sum(c for c, _ in some) - sum(hit for _, hit in some)) for some in tenths.values()]
    return {"confidence off by": _round(sum(gaps) / max(1, len(rows)))}


def table(figures: dict[str, dict[str, float | None]]) -> str:
    """Return the figures as tables in Markdown."""
    ways = [way for way in ("left_out", "blocks", "cues", "keywords") if way in figures]
    heads = {"left_out": "document left out", "blocks": "2018, a fifth left out", "cues": "cues alone", "keywords": "keywords"}
    lines = ["", f"| F1 | records | {' | '.join(heads[way] for way in ways)} | precision, recall (document left out) |"]
    lines.append("|---|--:|" + "--:|" * (len(ways) + 1))
    for name in (*TYPES, "spoken", "all"):
        cells = " | ".join(_cell(figures[way].get(f"{name} F1")) for way in ways)
        of = figures["left_out"]
        lines.append(f"| {name} | {of[f'{name} recorded']} | {cells} | {_cell(of[f'{name} P'])}, {_cell(of[f'{name} R'])} |")
    lines += ["", f"| by document, left out | {' | '.join(BY_DOCUMENT.values())} |", "|---|--:|--:|--:|--:|"]
    documents = [name for name in figures if name.startswith("idm")]
    lines += [f"| {name} | {' | '.join(_cell(figures[name][f'{key} F1']) for key in BY_DOCUMENT)} |" for name in documents]
    lines += ["", f"| document left out: how many | {' | '.join(CAUSES)} |", "|---|--:|--:|--:|--:|--:|--:|"]
    wrong = figures["errors"]
    for type_ in JUDGED:
        cells = " | ".join(format(wrong[f"{type_} {cause}"] or 0, ".0f") for cause in CAUSES)
        lines.append(f"| {type_} | {cells} |")
    lines += ["", "| fields, document left out | |", "|---|--:|"]
    rest = [
        name
        for name in figures["left_out"]
        if name[-2:] not in (" P", " R", "F1") or name.split()[0] not in (*TYPES, "all", "spoken")
    ]
    lines += [
        f"| {name} | {_cell(figures['left_out'][name])} |" for name in rest if name.split()[-1] not in ("recorded", "proposed")
    ]
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    main()
