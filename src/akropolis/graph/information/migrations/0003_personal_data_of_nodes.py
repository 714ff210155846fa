"""What the graph keeps of information from now on, for what is stored already."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def fill(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Whether each information set holds personal data."""
    sets = apps.get_model("information", "InformationSet")._base_manager.filter(pk=OuterRef("record"))
    nodes = apps.get_model("assets", "Node")._base_manager.filter(kind="information")
    nodes.update(personal_data=Subquery(sets.values("personal_data")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("information", "0002_sent_for_decision"),
        ("assets", "0002_conditions_of_measures"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
