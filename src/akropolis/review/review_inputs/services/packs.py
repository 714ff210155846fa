"""Store packs. Each gathering creates a new row and never changes texts that people have written."""

from django.utils import timezone
from django.utils.translation import get_language

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.values import digest_of
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.figures import FigureCache
from akropolis.review.review.models import Review
from akropolis.review.review_inputs.models import Pack, PackRows
from akropolis.review.review_inputs.rules import frozen
from akropolis.review.review_inputs.rules.changes import FigureChange
from akropolis.review.review_inputs.rules.changes import changes as pack_changes
from akropolis.review.review_inputs.rules.figures import PackContent as Content
from akropolis.review.review_inputs.rules.packs import from_text, to_text
from akropolis.review.review_inputs.selectors import gathering


def gather(access: Access, review: Review, *, because: str = "") -> Pack:
    """Gather the review's inputs from the registers and store them as its newest pack.

    Raises Hidden without the right to write the review, and Refused when it is decided.
    """
    with writing(access, because=because) as w:
        return gather_into(w, review)


def gather_into(w: Writer, review: Review, cache: FigureCache | None = None) -> Pack:
    """Gather the review's inputs and store them as its newest pack, as part of a larger transaction.

    Reviews of the same period, gathered on the same day, may share a cache that counts for all units at once.
    """
    cache = cache or FigureCache()
    content = gathering.gather(w.access, review, now=w.at, cache=cache)
    text = to_text(content)
    values = {
        "review": review,
        "gathered_at": w.at,
        "cutoff": review.cutoff,
        "content": text,
        "digest": digest_of((text,)),
    }
    pack = w.create(Pack, values)
    rows = frozen.to_text(gathering.gathered_rows(w.access, review, now=w.at, cache=cache))
    w.create(PackRows, {"review": review, "pack": pack, "content": rows, "digest": digest_of((rows,))})
    return pack


def latest(access: Access, review: Review) -> Pack | None:
    """Return the review's newest stored pack visible to the user, or None."""
    rows = Pack.objects.visible(access).filter(review=review)
    found: Pack | None = rows.order_by("-gathered_at", "-id").first()
    return found


def earlier(access: Access, review: Review, pack: Pack) -> list[Pack]:
    """Return the review's earlier packs, newest first."""
    rows = Pack.objects.visible(access).filter(review=review, gathered_at__lte=pack.gathered_at)
    return list(rows.exclude(pk=pack.pk).order_by("-gathered_at", "-id"))


def content(pack: Pack) -> Content:
    """Return the content of a stored pack."""
    return from_text(pack.content)


def changes(old: Pack | None, new: Pack) -> tuple[FigureChange, ...]:
    """Return the differences between two stored packs, figure by figure, in the reader's language."""
    return pack_changes(content(old) if old else None, content(new), get_language())


def stale(access: Access, review: Review) -> tuple[FigureChange, ...]:
    """Return the changes that a new gathering would give now, without storing it. Empty if there is no pack yet."""
    last = latest(access, review)
    if last is None:
        return ()
    return pack_changes(content(last), gathering.gather(access, review, now=timezone.now()), get_language())
