"""A track that came from another unit keeps whose duty it was, so that two units' tracks of one event can both stand.

Events that nobody has judged stand at the old default, as if they had been judged. They are not assessed from now on.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from akropolis.base.kernel.access.gate import Actor
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.models import ChangeAction

WHY = "Händelsen är inte bedömd. Det förvalda värdet såg ut som en bedömning."


def unjudge(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Each change is a link of the history, as one that a person makes."""
    every = apps.get_model("incidents", "Incident")._base_manager
    rows = list(every.filter(kind="event", severity=1).select_related("owner_unit").order_by("pk"))
    if not rows:
        return
    at = timezone.now()
    every.filter(pk__in=[row.pk for row in rows]).update(
        severity=0, version=models.F("version") + 1, updated_at=at
    )
    entries = (
        log.HistoryEntry(
            "incident",
            row.pk,
            row.number,
            ChangeAction.UPDATE,
            row.version + 1,
            {"severity": [1, 0]},
            row.owner_unit.code,
        )
        for row in rows
    )
    log.append(log.lock_head(), Actor(None, "akropoLIS 0.3.0"), at, WHY, entries)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0010_knowledge"), ("history", "0002_latest")]

    operations = [
        migrations.AddField(
            model_name="track",
            name="formerly",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=200, verbose_name="the duty was of"
            ),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="track", name="track_once"),
        migrations.AddConstraint(
            model_name="track",
            constraint=models.UniqueConstraint(
                fields=("incident", "owner_unit", "regime", "formerly"),
                name="track_once",
                violation_error_message="The unit has such a track of the incident already.",
            ),
        ),
        migrations.AlterField(
            model_name="incident",
            name="severity",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "Not assessed"),
                    (1, "Minor"),
                    (2, "Moderate"),
                    (3, "Serious"),
                    (4, "Critical"),
                ],
                default=0,
                verbose_name="severity",
            ),
        ),
        migrations.RunPython(unjudge, migrations.RunPython.noop),
    ]
