from django.db import migrations

from akropolis.kernel.history.triggers import append_only

CHANGING = ("note", "archived_at", "version", "updated_at")


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]
    operations = [
        migrations.RunPython(append_only("files.StoredFile", beside=CHANGING), migrations.RunPython.noop)
    ]
