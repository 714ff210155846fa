from django.db import migrations

from akropolis.kernel.history.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("assets", "0012_years")]
    operations = [
        migrations.RunPython(append_only(f"assets.{name}"), migrations.RunPython.noop)
        for name in ("ClassificationDecision", "AiAssessment", "CryptoSetting")
    ]
