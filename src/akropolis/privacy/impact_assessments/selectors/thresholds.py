"""What the record says of a processing for its threshold test, what that proposes, and tests that have gone stale."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.words import Phrase
from akropolis.privacy.impact_assessments.models import CriterionSource, ThresholdCriterion, ThresholdTest
from akropolis.privacy.impact_assessments.rules.threshold import NO, YES, find_changes
from akropolis.privacy.processing.models import (
    DataCategory,
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
)

RULE = system("the threshold is the same for everybody")
YES_OR_NO = ("automated", "third_country", "children", "protected_people")
RESTS_ON: Mapping[str, Phrase] = {
    "groups": gettext_lazy("groups of data subjects"),
    "categories": gettext_lazy("categories of personal data"),
    "places": gettext_lazy("where it is done"),
    "people": gettext_lazy("number of people"),
    "automated": gettext_lazy("automatic decisions"),
    "third_country": gettext_lazy("whether it transfers data outside the EU and EEA"),
    "children": gettext_lazy("children"),
    "protected_people": gettext_lazy("protected identities"),
}
"""What a test rests on, by its key in `ThresholdTest.basis`."""


class Suggestion(NamedTuple):
    """The answer that the record proposes, and why."""

    answer: str
    reason: str


@dataclass(slots=True)
class ThresholdFacts:
    """What the record says of a processing."""

    row: Processing
    vulnerable: list[str] = field(default_factory=list)
    categories: list[DataCategory] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @property
    def basis(self) -> dict[str, object]:
        """What a test rests on, as it is stored with the test."""
        found: dict[str, object] = {
            "groups": sorted([*self.groups, self.row.other_groups]),
            "categories": sorted([*(str(each.pk) for each in self.categories), self.row.other_categories]),
            "places": sorted(self.places),
            "people": self.row.people,
        }
        return found | {name: getattr(self.row, name) for name in YES_OR_NO}

    @property
    def risky(self) -> list[str]:
        """The names of the categories that the law or the city protects in particular."""
        return [str(each) for each in self.categories if each.special or each.criminal or each.sensitive]

    @property
    def special(self) -> list[str]:
        """The names of the categories of articles 9 and 10."""
        return [str(each) for each in self.categories if each.special or each.criminal]


def criteria_in_force(day: date) -> list[ThresholdCriterion]:
    """Return the criteria of a test on the day, in their order; those that are only proposals are not among them."""
    return [row for row in ThresholdCriterion.in_force(RULE, day) if not row.proposal]


def collect_facts(access: Access, rows: Iterable[Processing]) -> dict[UUID, ThresholdFacts]:
    """Return what the record says of each processing. Three queries."""
    found = {row.pk: ThresholdFacts(row) for row in rows}
    for group in ProcessingGroup.objects.visible(access).filter(processing__in=found).select_related("group"):
        found[group.processing_id].groups.append(str(group.group_id))
        if group.group.vulnerable:
            found[group.processing_id].vulnerable.append(str(group.group))
    parts = ProcessingCategory.objects.visible(access).filter(processing__in=found)
    for part in parts.select_related("category"):
        found[part.processing_id].categories.append(part.category)
    places = ProcessingNode.objects.visible(access).filter(processing__in=found).order_by()
    for processing, node in places.values_list("processing", "node"):
        found[processing].places.append(str(node))
    return found


def suggest(criterion: ThresholdCriterion, facts: ThresholdFacts) -> Suggestion | None:
    """Return the answer that the record proposes to the criterion, with its reason; None where it says nothing."""
    row = facts.row
    match criterion.suggests:
        case CriterionSource.VULNERABLE:
            named = [
                *facts.vulnerable,
                *([_("children")] if row.children else []),
                *([_("protected identities")] if row.protected_people else []),
            ]
            known = bool(facts.groups) and row.children is False and row.protected_people is False
            return _by_names(named, known=known)
        case CriterionSource.SENSITIVE:
            return _by_names(facts.risky, known=bool(facts.categories) and not row.other_categories)
        case CriterionSource.LARGE:
            return _by_number(criterion, row)
        case CriterionSource.LARGE_SENSITIVE:
            if not facts.special:
                return _by_names([], known=bool(facts.categories) and not row.other_categories)
            large = _by_number(criterion, row)
            return large and large._replace(reason=f"{listing(facts.special, _('and'))}; {large.reason}")
        case CriterionSource.AUTOMATED if row.automated is not None:
            if row.automated:
                return Suggestion(YES, _("The record says that it decides automatically about people."))
            return Suggestion(NO, _("The record says that nothing is decided automatically about people."))
    return None


def _by_names(names: Sequence[str], *, known: bool) -> Suggestion | None:
    if names:
        return Suggestion(YES, _("The record names: %(names)s.") % {"names": listing(names, _("and"))})
    return Suggestion(NO, _("The record names none.")) if known else None


def _by_number(criterion: ThresholdCriterion, row: Processing) -> Suggestion | None:
    if row.people is None or criterion.at_least is None:
        return None
    words = {"people": number(row.people), "many": number(criterion.at_least)}
    sentence = _("About %(people)s people; many are at least %(many)s here.")
    return Suggestion(YES if row.people >= criterion.at_least else NO, sentence % words)


def newest_tests(access: Access, rows: Iterable[Processing]) -> dict[UUID, ThresholdTest]:
    """Return the newest test of each processing that has one. One query."""
    tests = ThresholdTest.objects.visible(access).filter(processing__in=[row.pk for row in rows])
    return {each.processing_id: each for each in tests.order_by("created_at", "id")}


def changed_since(test: ThresholdTest, facts: ThresholdFacts) -> list[str]:
    """Return in words what has changed in the processing since the test; empty if it still holds."""
    return [str(RESTS_ON[key]) for key in find_changes(test.basis, facts.basis)]
