"""What changes with every change of a record: by it others know whether what they keep is still true."""

from django.db.models import Count, Max

from stocktake_web.database import in_plain_words
from stocktake_web.records import models as rows


@in_plain_words()
def stamp() -> str:
    """Return what changes whenever a record, a decision about one or a document does."""
    seen = (
        rows.Pack.objects.aggregate(one=Max("loaded_at")),
        rows.Record.objects.aggregate(one=Max("decided_at"), many=Count("id"), gone=Max("withdrawn_at")),
        rows.DocumentText.objects.aggregate(one=Max("read_at")),
        rows.Decision.objects.aggregate(one=Max("id"), back=Max("undone_at")),
    )
    return "|".join(str(value) for row in seen for value in row.values())
