from django.db import migrations

from akropolis.kernel.history.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]
    operations = [migrations.RunPython(append_only("review.FrozenReview"), migrations.RunPython.noop)]
