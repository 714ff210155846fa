from django.db import migrations

from akropolis.kernel.history.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("review", "0002_append_only")]
    operations = [
        migrations.RunPython(append_only(f"review.{name}"), migrations.RunPython.noop)
        for name in ("FrozenReview", "Pack", "Decision")
    ]
