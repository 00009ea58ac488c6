"""Tables of documents and of the records drawn from them.

A record is one row, and one row more for each of its locators, actors, areas, commitments and figures; `rank` keeps their order.
Only `convert` turns rows into model objects and back.
"""

from typing import get_args

from django.db import models
from django.db.models import Q

from stocktake.model import record as model

ORIGINS = ("pack", "machine", "person")


# As functions, the choices stay out of the migrations: a new type of record needs no new migration.
def record_types() -> list[tuple[str, str]]:
    """Return the types a record can have, each with its name for people."""
    return _choices(get_args(model.RecordType))


def statuses() -> list[tuple[str, str]]:
    """Return what can be decided about a record, each with its name for people."""
    return _choices(get_args(model.Status))


def origins() -> list[tuple[str, str]]:
    """Return who can bring a record in, each with its name for people."""
    return _choices(ORIGINS)


def actor_kinds() -> list[tuple[str, str]]:
    """Return the kinds of actor, each with its name for people."""
    return _choices(get_args(model.ActorKind))


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word.replace("-", " ")) for word in words]


class Pack(models.Model):
    """Records that come together from one file, and which edition of it was loaded last."""

    id = models.CharField(primary_key=True, max_length=100)
    digest = models.CharField(max_length=128)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id


class Document(models.Model):
    """A text that records were drawn from; the text itself stays with its publisher."""

    id = models.CharField(primary_key=True, max_length=100)
    title = models.TextField()
    publisher = models.TextField()
    year = models.CharField(max_length=20)
    url = models.TextField(blank=True, default="")
    language = models.CharField(max_length=12, default="en")
    terms = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.title


class Record(models.Model):
    """One thing a document or a person says, who brought it in, and what was decided about it.

    `decided_at` is set when a person accepts, rejects or rewrites the record: from then on no pack changes it or takes it away.
    `withdrawn_at` is set when a newer edition of its pack no longer has it and nobody had decided about it.
    """

    id = models.CharField(primary_key=True, max_length=200)
    type = models.CharField(max_length=20, choices=record_types, db_index=True)
    title = models.TextField()
    summary = models.TextField()
    reported_by = models.TextField(blank=True, default="")
    year = models.IntegerField(null=True, blank=True, db_index=True)
    language = models.CharField(max_length=12, default="en")
    status = models.CharField(max_length=12, choices=statuses)
    origin = models.CharField(max_length=12, choices=origins)
    pack = models.ForeignKey(Pack, null=True, blank=True, on_delete=models.PROTECT, related_name="records")
    decided_by = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_decision_has_a_person_and_a_time",
                condition=Q(decided_at=None, decided_by="") | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(
                name="what_a_person_decided_is_not_withdrawn",
                condition=Q(withdrawn_at=None) | Q(decided_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.title


def _record(parts: str) -> models.ForeignKey:
    """Return the key from a part to its record, which has them as `record.<parts>`; the index on (record, rank) serves it."""
    return models.ForeignKey(Record, on_delete=models.CASCADE, related_name=parts, db_index=False)


class Part(models.Model):
    """One of several values of one field of a record; `rank` counts them from 0. Each kind of part adds its own key `record`."""

    rank = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ("rank",)
        constraints = (models.UniqueConstraint(fields=("record", "rank"), name="one_%(class)s_a_rank"),)

    def __str__(self) -> str:
        return f"{self.record_id}, {self.rank}"


class RecordLocator(Part):
    """The document and the lines, both included, where a record stands."""

    record = _record("locators")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="locators")
    first_line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()


class RecordActor(Part):
    """Who acts in a record."""

    record = _record("actors")
    name = models.TextField(db_index=True)
    kind = models.CharField(max_length=20, choices=actor_kinds)


class RecordArea(Part):
    """An area a record is about."""

    record = _record("areas")
    area = models.CharField(max_length=20, db_index=True)


class RecordCommitment(Part):
    """A commitment a record bears on; the most central has rank 0."""

    record = _record("commitments")
    commitment = models.CharField(max_length=60, db_index=True)


class StatedFigure(Part):
    """A number as a record's text states it."""

    record = _record("figures")
    value = models.FloatField()
    unit = models.TextField()
    of = models.TextField()
    year = models.IntegerField(null=True, blank=True)


class MergedRecord(Part):
    """The id of a record that was merged into another and has no row of its own."""

    record = _record("merged")
    merged_id = models.CharField(max_length=200, db_index=True)


class Participant(models.Model):
    """The person a record of type `participation` is about."""

    record = models.OneToOneField(Record, primary_key=True, on_delete=models.CASCADE, related_name="participant")
    name = models.TextField(db_index=True)
    position = models.TextField(blank=True)
    organization = models.TextField(blank=True)
    role = models.TextField(blank=True)
    panel = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class DocumentText(models.Model):
    """The text of a document that was read here, as it was read, so that a candidate's passage can be shown; it is given to nobody.

    `origin` is the digest of where its file lay: by it a new edition of a file is told from another file of the same name.
    """

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="text")
    content = models.TextField()
    digest = models.CharField(max_length=64)
    read_by = models.TextField(blank=True, default="")
    origin = models.CharField(max_length=64, blank=True, default="")
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.document_id


class Finding(models.Model):
    """Where a machine found a record: characters [start, end) of its document, by which rule, and how sure it was.

    `quote` is the digest of these characters, white space aside: by it the passage is found again when the document changes.
    `reopened` says why a record that somebody had decided about waits once more.
    """

    record = models.OneToOneField(Record, primary_key=True, on_delete=models.CASCADE, related_name="finding")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="findings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.CharField(max_length=64)
    found_by = models.TextField()
    confidence = models.FloatField()
    reopened = models.TextField(blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=("document", "start"), name="findings_in_order"),)

    def __str__(self) -> str:
        return self.record_id


class Decision(models.Model):
    """One thing a person did to records, with what they were before: by it a decision can be taken back.

    `before` holds one entry a record, as JSON: the record as it stood, and what was known of it; `undone_at` is set when it was taken back.
    """

    action = models.CharField(max_length=12)
    record_id = models.CharField(max_length=200, db_index=True)
    by = models.TextField()
    at = models.DateTimeField()
    before = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.action} {self.record_id}"


class SearchEntry(models.Model):
    """The number an accepted record is searched by. A record that changes gets a new one; the old number is `DEAD` from then on."""

    record = models.OneToOneField(
        Record, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="entry"
    )
    number = models.PositiveIntegerField(unique=True)

    def __str__(self) -> str:
        return f"{self.number}: {self.record_id}"


class SearchPosting(models.Model):
    """Of one word all numbers of records that hold it, ascending, with its impact in each: `search.ranking.POSTING`, packed."""

    word = models.CharField(primary_key=True, max_length=200)
    postings = models.BinaryField()

    def __str__(self) -> str:
        return self.word


class SearchDue(models.Model):
    """A record that has changed since it was last taken into the index."""

    record_id = models.CharField(primary_key=True, max_length=200)

    def __str__(self) -> str:
        return self.record_id
