from typing import Any

from django.db import migrations, models

from akropolis.kernel.access.errors import Refused
from akropolis.kernel.history.proof import TOO_OLD
from akropolis.kernel.history.triggers import close_history


def refuse_older(apps: Any, _editor: Any) -> None:
    """A chain that sealed the values themselves cannot be sealed anew: that would be to rewrite it."""
    if apps.get_model("history", "Change").objects.exists():
        raise Refused(TOO_OLD, code="too_old")


class Migration(migrations.Migration):
    dependencies = [("history", "0002_append_only")]
    operations = [
        migrations.RunPython(refuse_older, migrations.RunPython.noop),
        migrations.AddField("change", "content", models.TextField(default=""), preserve_default=False),
        migrations.RunPython(close_history, migrations.RunPython.noop),
    ]
