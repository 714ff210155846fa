"""What is noted of an installation when its database is stored, and found again when a later version has taken it over.

Only what a later version must not change: how many rows there are of each kind, and the bytes of decided documents.
"""

import hashlib
from collections.abc import Iterator

from django.apps import apps

from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import kind_of
from akropolis.review.review_text.models import FrozenReview

WHO = ("ciso", "dso", "samordnare.slk", "medarbetare.slk")
"""Those who open the pages."""


def kinds() -> Iterator[tuple[str, type[Tracked]]]:
    """Every class of rows of the project's own, by the name that never changes."""
    for model in apps.get_models():
        if issubclass(model, Tracked):
            yield kind_of(model), model


def rows() -> dict[str, int]:
    """How many rows there are of each kind."""
    return {kind: model._base_manager.count() for kind, model in kinds()}


def documents() -> dict[str, str]:
    """The sum of each decided document, with its pack, by the number of the review."""
    frozen = FrozenReview.objects.unscoped(because="what was decided is compared").select_related("review")
    return {
        f"{each.review.number}": hashlib.sha256(f"{each.document}\n{each.pack}".encode()).hexdigest()
        for each in frozen
    }


def links() -> list[str]:
    """The hash of each link of the history, the oldest first."""
    return [*Change.objects.order_by("seq").values_list("hash", flat=True)]


def noted() -> dict[str, object]:
    """All of it; of the history how many links it has, and the last one."""
    return {"rows": rows(), "documents": documents(), "links": len(links()), "head": links()[-1]}
