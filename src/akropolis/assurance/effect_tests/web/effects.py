"""Panels of tests and services, and the tasks to test again."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from akropolis.assurance.effect_tests.models import EffectAction, EffectOutcomeChoice, EffectTest
from akropolis.assurance.effect_tests.register.effects import WORDS, effect_cell
from akropolis.assurance.effect_tests.rules.effect import EffectState, sum_effects
from akropolis.assurance.effect_tests.selectors.effects import EDIT, Effect, effects_at, nearly_due
from akropolis.assurance.effect_tests.services.effect_causes import EFFECT
from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Table, build_table
from akropolis.graph.assets.models import GraphRecord
from akropolis.graph.compliance.reports.words import STATES
from akropolis.graph.compliance.rules.permissions import READ as MEASURES
from akropolis.graph.compliance.selectors.standing import of_service
from akropolis.shared.actions.selectors.causes import EDIT as RAISE
from akropolis.shared.actions.selectors.causes import raise_url


def service_panel(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return how the service's measures are assessed and tested; None where the user may not read measures.

    Those who only share the service see tested, untested or failed, and the day (OSL 18 kap. 8 §).
    """
    day = timezone.localdate()
    if not access.anywhere(MEASURES):
        return None
    try:
        place = of_service(access, row.pk, day)
    except Hidden:
        return None
    found, full = effects_at(access, place, day)
    acts = []
    if access.may(EDIT, place.unit):
        query = f"?node={place.service.number}&unit={place.unit.code}"
        acts.append(
            RowAct(_("Register an effect test"), reverse("effect-tests-create") + query, ActRank.MENU)
        )
    sums = sum_effects(row.state for row in found)
    words = {"n": number(sums.tested), "of": number(sums.present)}
    rests = ngettext(
        "%(n)s of %(of)s measure assessed as met has been tested within its interval.",
        "%(n)s of %(of)s measures assessed as met have been tested within their intervals.",
        sums.present,
    )
    rests %= words
    left = [each for each in found if each.test is None]
    if len(left) == len(found):
        return PanelContent(missing=rests, add=acts[0] if acts else None)
    tested = [each for each in found if each.test]
    return PanelContent(context={"rests": rests, "table": _table(tested, full=full), "left": left}, acts=acts)


def _table(found: list[Effect], *, full: bool) -> Table:
    worst = list(EffectState)
    rows = [_cells(each, full=full) for each in sorted(found, key=lambda each: worst.index(each.state))]
    columns = (_("Security measure"), _("Assessed as"), _("Test"), _("Day"))
    return build_table(_("Do the measures work?"), columns, rows)


def _cells(row: Effect, *, full: bool) -> tuple[Cell, ...]:
    words, kind = STATES[row.status]
    told = effect_cell(row) if full else _masked(row)
    day = row.test.tested_on.isoformat() if row.test else "–"
    age = (timezone.localdate() - row.test.tested_on).days if row.test else 0
    ago = ngettext("%(days)s day ago", "%(days)s days ago", age) % {"days": number(age)}
    url = reverse("effect-tests-detail", args=[row.test.pk]) if row.test and full else ""
    return (
        Cell(text=row.control.title, url=row.url, note=row.test.kind.title if row.test and full else ""),
        Cell(text=words, kind=kind),
        told,
        Cell(text=day, url=url, note=ago if row.test else ""),
    )


def _masked(row: Effect) -> Cell:
    if row.state is EffectState.UNTESTED:
        return Cell(text=WORDS[row.state][0], kind="neutral")
    failed = row.test is not None and row.test.outcome == EffectOutcomeChoice.FAILS
    if failed:
        return Cell(text=pgettext("effect test", "Failed"), kind="danger")
    return Cell(text=_("Tested"), kind="info")


def result_panel(access: Access, row: EffectTest) -> PanelContent | None:
    """Return what the numbers say, and the next step: an action for what does not hold, or to test again."""
    words = {
        "held": number(row.held),
        "tested": number(row.tested),
        "outcome": row.get_outcome_display().lower(),
        "day": row.next_on.isoformat() if row.next_on else "",
    }
    sentences = [
        _("%(held)s of %(tested)s held: %(outcome)s.") % words,
        _("To be tested again by %(day)s.") % words,
    ]
    acts = []
    raised = EffectAction.objects.unscoped(because="whether there is an action; nothing of it is shown")
    bad = row.outcome != EffectOutcomeChoice.WORKS and row.archived_at is None
    if bad and access.anywhere(RAISE) and not raised.filter(test=row).exists():
        acts.append(RowAct(_("Add an action"), raise_url(EFFECT, row.pk), ActRank.NEXT))
    context = {"how": row.kind.said("how"), "good": row.kind.said("good")}
    return PanelContent(context=context, sentences=sentences, acts=acts)


@task_feed(nearly_due, right=EDIT)
def pending_tests(row: EffectTest) -> PendingTask:
    """A task for each measure whose test is to be repeated within a month, or should have been."""
    words = {
        "measure": row.control.title,
        "test": row,
        "day": row.tested_on.isoformat(),
        "unit": row.owner_unit,
    }
    return PendingTask(
        key=f"effect-test:{row.pk}",
        title=_("Test again: %(test)s") % words,
        url=reverse("effect-tests-detail", args=[row.pk]),
        why=_("It was last tested on %(day)s. After its interval, “%(measure)s” counts as untested.") % words,
        due=row.next_on,
        about=refer(row),
    )
