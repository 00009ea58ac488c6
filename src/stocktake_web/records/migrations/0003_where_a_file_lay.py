from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("records", "0002_found_and_searched"),)
    operations = (migrations.AddField("documenttext", "origin", models.CharField(blank=True, default="", max_length=64)),)
