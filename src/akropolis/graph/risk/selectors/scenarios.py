"""The library of scenarios: what a unit has taken from it, and what has changed since."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.history.log import past_of
from akropolis.base.kernel.registers.declaration import Narrowing
from akropolis.graph.compliance.models import Control
from akropolis.graph.risk.models import Risk, RiskMeasure, Scenario

TEXTS = {"name": "title", "description": "description", "weaknesses": "weakness"}
"""The field of a risk that each text of its scenario becomes."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text of a scenario that has changed since a risk was taken from it. `own` is the risk's text today."""

    field: str
    label: str
    was: str
    now: str
    own: str


def text_of(scenario: Scenario, name: str) -> str:
    """Return a text of the scenario in the user's language; a list with one line for each."""
    return _flat(getattr(scenario, name), getattr(scenario, f"{name}_en"))


def about_of(scenario: Scenario) -> str:
    """Return what the scenario is about: a kind of object, or the unit itself."""
    return str(scenario.get_kind_display() if scenario.kind else _("The unit itself"))


def _flat(swedish: object, english: object) -> str:
    found = english if english and get_language() == "en" else swedish
    return "\n".join(map(str, found)) if isinstance(found, list) else str(found or "")


def taken_risks(access: Access) -> GatedQuerySet[Risk]:
    """Return the current risks that the user may read and that were taken from a scenario."""
    ended = Q(ended_on__lte=timezone.localdate())
    rows = Risk.objects.visible(access).filter(scenario__isnull=False, archived_at__isnull=True)
    return rows.exclude(ended).order_by("sort_key", "id")


def count_taken(access: Access) -> Counter[object]:
    """Return how many current risks the user may read of each scenario, keyed by the scenario's id. One query."""
    return Counter(taken_risks(access).order_by().values_list("scenario", flat=True))


def measures_of(access: Access, scenario: Scenario) -> list[Control]:
    """Return the measures in force that protect against the scenario, in the order of the scenario."""
    known = {row.code: row for row in Control.in_force(access, timezone.localdate())}
    return [known[code] for code in scenario.measures if code in known]


def changes_since(risk: Risk) -> list[TextChange]:
    """Return the texts of the risk's scenario that have changed since the risk was taken from it, or since the
    unit last answered. Three queries where the scenario has been saved since, else none. The caller must
    check that the reader may see the risk.
    """
    scenario, version = risk.scenario, risk.scenario_version
    if scenario is None or version is None or version >= scenario.version:
        return []
    past = past_of({scenario.pk: version})[scenario.pk].values
    return [*_changed_texts(risk, scenario, past), *_new_measures(risk, scenario, past)]


def _changed_texts(risk: Risk, scenario: Scenario, past: dict[str, object]) -> Iterator[TextChange]:
    for name, field in TEXTS.items():
        was, now = _flat(past.get(name), past.get(f"{name}_en")), text_of(scenario, name)
        if was != now and now != getattr(risk, field):
            label = str(Risk._meta.get_field(field).verbose_name)  # type: ignore[union-attr] # a plain column
            yield TextChange(field, label, was, now, getattr(risk, field))


def _new_measures(risk: Risk, scenario: Scenario, past: dict[str, object]) -> Iterator[TextChange]:
    before = past.get("measures") or []
    added = [code for code in scenario.measures if isinstance(before, list) and code not in before]
    held = set(RiskMeasure.everything.filter(risk=risk).values_list("control__code", flat=True))
    names = {row.code: row.title for row in Control.everything.filter(code__in=set(added) - held)}
    if names:
        yield TextChange("measures", _("more measures"), "", "\n".join(names.values()), "")


def _by_scenario(access: Access, value: str) -> tuple[str, Q] | None:
    row = Scenario.objects.visible(access).filter(code=value).first()
    return (row.title, Q(pk__in=taken_risks(access).filter(scenario=row).values("pk"))) if row else None


BY_SCENARIO = Narrowing(
    "scenario", gettext_lazy("scenario"), _by_scenario, hint="the key of a scenario of the library"
)
"""The filter of the register of risks that leaves the current risks taken from a scenario."""
