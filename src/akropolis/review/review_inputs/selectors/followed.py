"""Last year's directions and the units' answers, for the review that follows them up."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from django.db.models import Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.lib.swedish import listing
from akropolis.review.review.models import Answer, AnswerAction, Direction, DirectionUnit, Review, ReviewState
from akropolis.review.review.rules.lineage import count_continuations
from akropolis.review.review.selectors.editions import twins
from akropolis.review.review_inputs.rules.coverage import UnitNode
from akropolis.review.review_inputs.rules.figures import FollowedDirection
from akropolis.review.review_inputs.rules.followup import DirectedUnit, StoredAnswer, answer_lines
from akropolis.shared.actions.models import Action


def list_followed_directions(
    access: Access, review: Review, due: Sequence[UnitNode]
) -> tuple[FollowedDirection, ...]:
    """Return the directions of the last decided review before this one: the city's, and the unit's own.

    A unit follows up the directions that concern it; the city follows up the directions that concern the
    units in `due` or that units have answered.
    """
    sources = _last_decided(access, review)
    rows = list(
        Direction.objects.visible(access)
        .filter(review__in=[source.pk for source in sources])
        .select_related("review")
    )
    if not rows:
        return ()
    chosen = _chosen_units(access, rows)
    answers = _answers(access, rows)
    continues = _continues(access, sources)
    titles = _action_titles(access, review, chain.from_iterable(answers.values()))
    found = []
    for source in sources:
        for row in (row for row in rows if row.review_id == source.pk):
            asked = _directed_units(review, source, row, due, chosen.get(row.pk, ()), answers.get(row.pk, ()))
            if asked:
                lines = answer_lines(asked, _answers_by_unit(review, answers.get(row.pk, ()), titles))
                kept = count_continuations(str(row.pk), continues)
                found.append(FollowedDirection(str(row.pk), row.title, _name(source), kept, lines))
    return tuple(found)


def _name(source: Review) -> str:
    return f"{source.owner_unit.name} {source.year}"


def _last_decided(access: Access, review: Review) -> list[Review]:
    """Return the newest decided review of earlier years of the city and of the unit, with the city's first."""
    whose = Q(owner_unit_id=review.owner_unit_id) | Q(owner_unit__kind=UnitKind.CITY)
    rows = Review.objects.visible(access).filter(
        whose, kind=review.kind, state=ReviewState.DECIDED, year__lt=review.year
    )
    newest: dict[object, Review] = {}
    for row in rows.select_related("owner_unit").order_by("year", "edition"):
        newest[row.owner_unit_id] = row
    return sorted(newest.values(), key=lambda row: row.owner_unit_id == review.owner_unit_id)


def _chosen_units(access: Access, rows: Sequence[Direction]) -> dict[object, list[Unit]]:
    """Map the id of each direction that is not set for all to the units it is set for."""
    found: dict[object, list[Unit]] = {}
    links = DirectionUnit.objects.visible(access).filter(direction__in=[row.pk for row in rows])
    for link in links.select_related("unit").order_by("unit__sort_key"):
        found.setdefault(link.direction_id, []).append(link.unit)
    return found


def _answers(access: Access, rows: Sequence[Direction]) -> dict[object, list[Answer]]:
    found: dict[object, list[Answer]] = {}
    same = twins(access, rows)
    answers = Answer.objects.visible(access).filter(direction__in=list(same))
    for answer in answers.select_related("unit").order_by("unit__sort_key", "answered_on", "id"):
        found.setdefault(same[answer.direction_id], []).append(answer)
    return found


def _continues(access: Access, sources: Sequence[Review]) -> dict[str, str | None]:
    """Return which direction each one continues, among those of the same units' reviews."""
    owners = [source.owner_unit_id for source in sources]
    rows = Direction.objects.visible(access).filter(review__owner_unit__in=owners, continues__isnull=False)
    return {str(pk): str(before) for pk, before in rows.order_by().values_list("pk", "continues_id")}


def _directed_units(
    review: Review,
    source: Review,
    row: Direction,
    due: Sequence[UnitNode],
    chosen: Sequence[Unit],
    answers: Sequence[Answer],
) -> list[DirectedUnit]:
    own = review.owner_unit
    if own.kind == UnitKind.CITY:
        units = [(node.code, node.name) for node in due] if row.to_all else [(u.code, u.name) for u in chosen]
        units += [(answer.unit.code, answer.unit.name) for answer in answers]
        return [DirectedUnit(code, name) for code, name in dict(units).items()]
    concerns = source.owner_unit_id == own.pk or row.to_all or any(_same_branch(u, own) for u in chosen)
    return [DirectedUnit(own.code, own.name)] if concerns else []


def _answers_by_unit(
    review: Review, answers: Sequence[Answer], titles: Mapping[object, str]
) -> dict[str, StoredAnswer]:
    """Return the answers by unit code.

    For a unit that follows up on its own, an answer from another unit in its branch counts as its own,
    unless it has answered itself. The city's pack is read by every unit, so the texts of the answers are
    left out there, and appear only in the units' own packs.
    """
    own = review.owner_unit
    city = own.kind == UnitKind.CITY
    given: dict[str, StoredAnswer] = {}
    for answer in answers:
        done = answer.result or " ".join(filter(None, (answer.reason.strip(), titles.get(answer.pk))))
        words = ("", "") if city else (answer.reason, done)
        said = StoredAnswer(answer.kind, answer.outcome, *words)
        given[answer.unit.code] = said
        if not city and _same_branch(answer.unit, own):
            given.setdefault(own.code, said)
    return given


def _action_titles(access: Access, review: Review, answers: Iterable[Answer]) -> dict[object, str]:
    """Map the id of each answer without a result to the actions that it refers to. Empty for the city."""
    silent = [answer.pk for answer in answers if not answer.result.strip()]
    if review.owner_unit.kind == UnitKind.CITY or not silent:
        return {}
    links = AnswerAction.objects.visible(access).filter(
        answer__in=silent, action__in=Action.objects.visible(access)
    )
    found: dict[object, list[str]] = {}
    for answer, title in links.order_by("action__number").values_list("answer_id", "action__title"):
        found.setdefault(answer, []).append(title)
    return {answer: f"Åtgärder: {listing(titles)}." for answer, titles in found.items()}


def _same_branch(one: Unit, other: Unit) -> bool:
    return bool(one.path.startswith(other.path) or other.path.startswith(one.path))
