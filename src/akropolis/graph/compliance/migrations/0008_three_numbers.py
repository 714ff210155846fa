from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def add_up(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What was met in part is lacking; the rebuild that ends an upgrade adds what was said not to be begun."""
    apps.get_model("compliance", "Tally").objects.update(lacking=F("partly"))


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0007_chapter_answers"),
    ]

    operations = [
        migrations.RenameField("Tally", "met", "fulfilled"),
        migrations.AddField("Tally", "lacking", models.PositiveIntegerField(default=0)),
        migrations.RunPython(add_up, migrations.RunPython.noop),
        migrations.RemoveField("Tally", "partly"),
        migrations.RemoveField("Tally", "lapsed"),
    ]
