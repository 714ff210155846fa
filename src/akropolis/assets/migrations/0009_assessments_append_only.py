from django.db import migrations

from akropolis.kernel.history.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("assets", "0008_crypto_setting")]

    operations = [
        migrations.RunPython(append_only("assets_aiassessment"), migrations.RunPython.noop),
        migrations.RunPython(append_only("assets_cryptosetting"), migrations.RunPython.noop),
    ]
