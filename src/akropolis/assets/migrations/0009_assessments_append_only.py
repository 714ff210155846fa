from django.db import migrations

from akropolis.kernel.history.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("assets", "0008_crypto_setting")]

    operations = [
        migrations.RunPython(append_only("assets.AiAssessment"), migrations.RunPython.noop),
        migrations.RunPython(append_only("assets.CryptoSetting"), migrations.RunPython.noop),
    ]
