"""What a machine proposes: a record nobody has accepted yet, with the exact place it was drawn from and how sure the proposal is."""

from dataclasses import dataclass

from stocktake.model.record import Record


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed record; `chars` is [start, end) in the document's text, which the record's lines contain.

    `found_by` names the rule or the edition of what was learned; `confidence` is the share of such candidates that careful readers
    recorded too, from 0 to 1.
    """

    record: Record
    chars: tuple[int, int]
    found_by: str
    confidence: float

    def __post_init__(self) -> None:
        start, end = self.chars
        if not 0 <= start < end:
            raise ValueError(f"[{start}, {end}) is no range of characters")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"a confidence of {self.confidence} is not between 0 and 1")

    def __str__(self) -> str:
        return f"{self.record.type}: {self.record.title} ({self.confidence:.0%})"
