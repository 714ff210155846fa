# Written by scripts/migrations.py. Do not edit.
from django.db import migrations, models

from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("deadlines", "0001_initial"), ("deadlines", "0002_why_a_job_failed")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ScheduledJob",
            fields=[
                ("key", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("next_run", models.DateTimeField()),
                ("last_run", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, default="", max_length=200)),
            ],
        ),
    ]
