from django.db import migrations

from akropolis.kernel.history.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("assets", "0002_graph")]

    operations = [
        migrations.RunPython(append_only("assets.ClassificationDecision"), migrations.RunPython.noop)
    ]
