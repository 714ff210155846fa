from django.db import migrations, models

NEWEST = """
    INSERT INTO history_latest (kind, hash)
    SELECT kind, hash FROM history_change WHERE seq IN (SELECT max(seq) FROM history_change GROUP BY kind)
"""


class Migration(migrations.Migration):
    dependencies = [("history", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Latest",
            fields=[
                ("kind", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunSQL(NEWEST, migrations.RunSQL.noop),
    ]
