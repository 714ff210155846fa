"""Add parts to processings."""

from collections.abc import Mapping

from akropolis.base.kernel.records.writer import Writer
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processing_sources.selectors.parts import MODELS, Parts, lacking_parts


def add_parts(w: Writer, given: Mapping[Processing, Parts], *, source: str) -> None:
    """Add to each processing what it lacks of the parts. `source` says of a recipient what proposed it."""
    lacking = lacking_parts({row.pk: parts for row, parts in given.items()})
    for name, (model, field) in MODELS.items():
        also = {"source": source[:300]} if name == "recipients" else {}
        rows = [
            {"processing": row, field: value, **also}
            for row in given
            for value in getattr(lacking[row.pk], name)
        ]
        w.create_many(model, rows)
