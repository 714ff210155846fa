"""Events that are secret already, and their tracks, are searched and sorted by their numbers alone from now on."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from akropolis.base.lib.swedish import sort_key
from akropolis.base.lib.text import searchable


def by_number(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Derived columns stand outside the history; `akropolis rebuild` would say the same."""
    for name, secret in (("Incident", "secret"), ("Track", "incident__secret")):
        rows = apps.get_model("incidents", name)._base_manager
        for pk, number in list(rows.filter(**{secret: True}).values_list("pk", "number")):
            rows.filter(pk=pk).update(sort_key=sort_key(number), search_text=searchable(number))


class Migration(migrations.Migration):
    dependencies = [("incidents", "0007_exercises")]

    operations = [
        migrations.AlterField(
            model_name="incident",
            name="secret",
            field=models.BooleanField(
                default=False,
                help_text="Lists, files and searches show its number and none of its texts. Whoever opens it is kept, with the time.",
                verbose_name="secret",
            ),
        ),
        migrations.RunPython(by_number, migrations.RunPython.noop),
    ]
