"""Texts of documents, where machines found records, and what people decided."""

import django.db.models.deletion
from django.db import migrations, models


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
                ("read_at", models.DateTimeField()),
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
    )
