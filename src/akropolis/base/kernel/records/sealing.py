"""Seals secrets of rows that an earlier version created, when this version takes over the installation."""

from collections.abc import Iterable, Iterator
from itertools import batched

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.content import ContentReport
from akropolis.base.kernel.records.values import tracked_models
from akropolis.base.kernel.records.writer import writing

BATCH = 500


def seal_earlier(access: Access) -> Iterable[ContentReport]:
    """Seal in the history the sealed fields' values that are not sealed yet: `verify` compares them from then on."""
    models = [model for model in tracked_models() if model.sealed_fields]
    if rows := [row for model in models for row in _unsealed(model)]:
        with writing(access, because=_("Stored secrets are sealed in the history from now on.")) as w:
            w.seal(rows)
    return []


def _unsealed(model: type[Tracked]) -> Iterator[Tracked]:
    """Return rows without a seal. The first of the sealed fields is never empty."""
    place = f'"after.{model.sealed_fields[0]}":'
    for part in batched(model.everything.order_by("pk"), BATCH):
        links = Change.objects.filter(object_id__in=[row.pk for row in part], payload__contains=place)
        sealed = set(links.values_list("object_id", flat=True))
        yield from (row for row in part if row.pk not in sealed)
