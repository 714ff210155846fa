from django.db import migrations

from akropolis.kernel.history.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("history", "0001_initial")]
    operations = [migrations.RunPython(append_only("history.Change"), migrations.RunPython.noop)]
