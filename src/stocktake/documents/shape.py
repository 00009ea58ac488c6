"""What a block of lines is, told by its shape: a heading, an item of a list, a row of a table, an address."""

import re

from stocktake.documents.line import ENDS, Block

BULLET = "•●▪◦‣∙·►➢✓■□\uf0b7\uf0a7\uf0d8\uf076\uf02d\uf0fc"
MARKER = re.compile(
    rf"(?P<bullet>[{BULLET}])\s*(?:\d{{1,2}}[.)]\s+)?"
    r"|(?P<dash>[-–—*])\s+(?:\d{1,2}[.)]\s+)?"
    r"|(?:\*\*)?(?P<number>\(?\d{1,2}[.)]|\(\d{1,2}\))\s+(?=\S)"
    r"|(?P<letter>\(?[a-z][.)]|\([A-Z]\)|\(?[ivx]{1,5}\))\s+(?=\S)"
    r"|(?P<round>o)(?:\t|\s{2,})"
)
"""The signs that begin an item; the name of the group says which sort of list."""
INLINE = re.compile(r"\S\s+\((?:\d{1,2}|[a-z]|[ivx]{1,5})\)\s")
"""The sign of an item within a line."""
LINK = re.compile(r"^(?:https?://|www\.|mailto:)\S+$", re.I)
"""A line that is a link and nothing else."""
LABEL = re.compile(r"^[^\W\d_]+(?:\s[^\W\d_]+)?:(?:\s|$)")
"""A word or two with a colon, which begin something new: `Moderator: ...`."""
UNFINISHED = re.compile(r"\b(?:and|of|the|for|to|in|on|a|y|de|del|la|para|et|du|des|pour|e|da|do)$|[-–]$")
"""How a line ends that asks for a word more."""
LIST_AHEAD = re.compile(r"[:;.,!?)]\W*$|[:;,]\s*(?:and|or|y|o|et|ou|e)$")
"""How a line ends before an item that stands without an empty line."""
_NUMBERED = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,5}\.|[A-Z]\.|(?:chapter|part|annex|section|anexo|annexe)\s+\S{1,5})\s+\S", re.I
)
_HASH = re.compile(r"^#{1,6}\s+")
_BOLD = re.compile(r"^\*\*[^*]+\*\*:?$")
_ADDRESS = re.compile(
    r"^(?:tel|fax|e-?mail|courriel|correo|website|web|internet|phone|téléphone|teléfono)\b\.?\s*:"
    r"|p\.\s?o\.\s?box|\bcase postale\b|\bisbn\b|\bissn\b"
    r"|^©|all rights reserved|^printed (?:in|by)\b|^published by\b|^(?:https?://|www\.|mailto:)\S+$|^\S+@\S+\.\w+$"
    r"|^\d{1,5},? (?:route|rue|avenue|street|calle|rua)\b",
    re.I,
)
_GAP = re.compile(r"(?<![.:;!?\s])\s{3,}(?=\S)|\t|\s\|\s|^\|")
_LONGEST_HEADING = 200
_LONGEST_ADDRESS = 12
_WORDS_OF_A_HEADING = 16


def mark(block: Block) -> None:
    """Set `start` and `marker` of a block: behind the sign of an item, at the first character else."""
    first = block.lines[0]
    found = MARKER.match(first.said)
    block.marker = found.lastgroup or "" if found else ""
    block.start = first.start + (found.end() if found else 0)
    if found and block.start >= first.end:
        block.marker, block.start = "", first.start


def tell(before: Block | None, block: Block, following: Block | None, full: int) -> None:
    """Set the kind of a block; `before` and `following` are the ones beside it, `full` the length of a full line."""
    if is_address(block):
        block.kind = "address"
    elif _is_table(block):
        block.kind = "table"
    elif _is_heading(before, block, following, full):
        block.kind = "heading"
        block.start = block.lines[0].start
        if found := _HASH.match(block.lines[0].said):
            block.start += found.end()
    elif block.marker:
        block.kind = "item"


def is_address(block: Block) -> bool:
    """True when half the lines, or more, are of an address or an imprint, or are links and nothing else."""
    hits = sum(_ADDRESS.search(line.said) is not None for line in block.lines)
    return 0 < len(block.lines) <= _LONGEST_ADDRESS and 2 * hits >= len(block.lines)


def _is_table(block: Block) -> bool:
    """True for two lines or more, most of them with wide gaps or bars."""
    hits = sum(_GAP.search(line.said) is not None for line in block.lines)
    return len(block.lines) > 1 and 3 * hits >= 2 * len(block.lines)


def _is_heading(before: Block | None, block: Block, following: Block | None, full: int) -> bool:
    said = " ".join(line.said for line in block.lines)
    if len(said) > _LONGEST_HEADING or not any(map(str.isalpha, said)):
        return False
    if block.marker in ("", "number") and is_shouted(said):
        return True
    if len(block.lines) > 4:
        return False
    if _HASH.match(said) or _BOLD.match(said):
        return True
    if block.marker in ("bullet", "dash", "round", "letter"):
        return False
    if block.marker == "number" or _NUMBERED.match(said):
        return (_heads_a_list(block, following) and not _counts(before, block, None)) or (
            not _ends(said) and not _counts(before, block, following)
        )
    return _is_short(block, said, following, full)


def _ends(said: str) -> bool:
    return ENDS.search(said) is not None and not said.endswith(("?", ")", "”"))


def _heads_a_list(block: Block, following: Block | None) -> bool:
    """True for a numbered line or two over a list, or over longer paragraphs that have no numbers."""
    if following is None or len(block.lines) > 3:
        return False
    over_text = (
        block.marker == "number" and following.marker == "" and len(block.said) < 160 and len(following.said) > len(block.said)
    )
    return over_text or following.marker in ("bullet", "dash", "round", "letter")


def _counts(before: Block | None, block: Block, following: Block | None) -> bool:
    """True for a numbered block beside another one: an item of a list."""
    return block.marker == "number" and any(other is not None and other.marker == "number" for other in (before, following))


def is_shouted(said: str) -> bool:
    """True for a few words in capitals only."""
    letters = [sign for sign in said if sign.isalpha()]
    return len(letters) > 3 and said.upper() == said and said.lower() != said and len(said.split()) <= 2 * _WORDS_OF_A_HEADING


def _is_short(block: Block, said: str, following: Block | None, full: int) -> bool:
    """True for one or two lines which begin with no small letter, end in no sentence and leave the line open, before another block."""
    if said[0].islower() or _ends(said) or said.endswith((",", "-", "–")) or not said[0].isalnum() or following is None:
        return False
    few = len(said.split()) <= _WORDS_OF_A_HEADING and len(block.lines) <= 2
    return few and (block.large or len(block.lines[-1].said) < 0.75 * max(full, 40))
