"""Texts of documents, where machines found records, what people decided, and the index of the search."""

import django.db.models.deletion
from django.db import migrations, models


def note_all(apps, _):
    """Let the first search take in every record there is."""
    due = apps.get_model("records", "SearchDue")
    ids = apps.get_model("records", "Record").objects.values_list("id", flat=True).iterator(chunk_size=900)
    due.objects.bulk_create((due(record_id=one) for one in ids), batch_size=900)


class Migration(migrations.Migration):
    dependencies = (("records", "0001_initial"),)

    operations = (
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=12)),
                ("record_id", models.CharField(db_index=True, max_length=200)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("before", models.JSONField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DocumentText",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="records.document",
                    ),
                ),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("read_by", models.TextField(blank=True, default="")),
                ("read_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchDue",
            fields=[
                ("record_id", models.CharField(max_length=200, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="entry",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="SearchPosting",
            fields=[
                ("word", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("postings", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="finding",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("quote", models.CharField(max_length=64)),
                ("found_by", models.TextField()),
                ("confidence", models.FloatField()),
                ("reopened", models.TextField(blank=True, default="")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="records.document"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["document", "start"], name="findings_in_order")],
            },
        ),
        migrations.RunPython(note_all, migrations.RunPython.noop, elidable=True),
    )
