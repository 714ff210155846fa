from typing import Any

from django.db import migrations, models
from django.db.models import Q


def fill(apps: Any, _editor: Any) -> None:
    """The rules that stand here get the keys that the content gives them, the oldest first."""
    taken: set[str] = set()
    for rule in apps.get_model("assets", "CryptoRule").everything.order_by("created_at", "pk"):
        code = f"{rule.pattern}-{rule.max_bits}" if rule.max_bits else rule.pattern
        if code not in taken:
            taken.add(code)
            rule.code = code
            rule.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies = [("assets", "0009_assessments_append_only")]

    operations = [
        migrations.AddField(
            model_name="cryptorule",
            name="code",
            field=models.SlugField(blank=True, default="", editable=False, max_length=80, verbose_name="key"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="cryptorule",
            constraint=models.UniqueConstraint(
                fields=("code",), condition=~Q(code=""), name="crypto_rule_code_once"
            ),
        ),
    ]
