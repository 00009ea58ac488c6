"""The first tables: packs, documents, records and their parts."""

import django.db.models.deletion
from django.db import migrations, models

import stocktake_web.records.models


class Migration(migrations.Migration):
    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("title", models.TextField()),
                ("publisher", models.TextField()),
                ("year", models.CharField(max_length=20)),
                ("url", models.TextField(blank=True, default="")),
                ("language", models.CharField(default="en", max_length=12)),
                ("terms", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("id", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=128)),
                ("loaded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("type", models.CharField(choices=stocktake_web.records.models.record_types, db_index=True, max_length=20)),
                ("title", models.TextField()),
                ("summary", models.TextField()),
                ("reported_by", models.TextField(blank=True, default="")),
                ("year", models.IntegerField(blank=True, db_index=True, null=True)),
                ("language", models.CharField(default="en", max_length=12)),
                ("status", models.CharField(choices=stocktake_web.records.models.statuses, max_length=12)),
                ("origin", models.CharField(choices=stocktake_web.records.models.origins, max_length=12)),
                ("decided_by", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "pack",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="records.pack",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", "")),
                            models.Q(("decided_at__isnull", False), models.Q(("decided_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_decision_has_a_person_and_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn_at", None), ("decided_at", None), _connector="OR"),
                        name="what_a_person_decided_is_not_withdrawn",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="participant",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("name", models.TextField(db_index=True)),
                ("position", models.TextField(blank=True)),
                ("organization", models.TextField(blank=True)),
                ("role", models.TextField(blank=True)),
                ("panel", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="MergedRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField()),
                ("merged_id", models.CharField(db_index=True, max_length=200)),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="merged", to="records.record"
                    ),
                ),
            ],
            options={
                "ordering": ("rank",),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("record", "rank"), name="one_mergedrecord_a_rank")],
            },
        ),
        migrations.CreateModel(
            name="RecordActor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField()),
                ("name", models.TextField(db_index=True)),
                ("kind", models.CharField(choices=stocktake_web.records.models.actor_kinds, max_length=20)),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="actors", to="records.record"
                    ),
                ),
            ],
            options={
                "ordering": ("rank",),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("record", "rank"), name="one_recordactor_a_rank")],
            },
        ),
        migrations.CreateModel(
            name="RecordArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField()),
                ("area", models.CharField(db_index=True, max_length=20)),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="areas", to="records.record"
                    ),
                ),
            ],
            options={
                "ordering": ("rank",),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("record", "rank"), name="one_recordarea_a_rank")],
            },
        ),
        migrations.CreateModel(
            name="RecordCommitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField()),
                ("commitment", models.CharField(db_index=True, max_length=60)),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commitments",
                        to="records.record",
                    ),
                ),
            ],
            options={
                "ordering": ("rank",),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("record", "rank"), name="one_recordcommitment_a_rank")],
            },
        ),
        migrations.CreateModel(
            name="RecordLocator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField()),
                ("first_line", models.PositiveIntegerField()),
                ("last_line", models.PositiveIntegerField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="locators", to="records.document"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="locators", to="records.record"
                    ),
                ),
            ],
            options={
                "ordering": ("rank",),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("record", "rank"), name="one_recordlocator_a_rank")],
            },
        ),
        migrations.CreateModel(
            name="StatedFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField()),
                ("value", models.FloatField()),
                ("unit", models.TextField()),
                ("of", models.TextField()),
                ("year", models.IntegerField(blank=True, null=True)),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="records.record"
                    ),
                ),
            ],
            options={
                "ordering": ("rank",),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("record", "rank"), name="one_statedfigure_a_rank")],
            },
        ),
    )
