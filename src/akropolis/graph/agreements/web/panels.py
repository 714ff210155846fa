"""Panels of agreements and suppliers, and the tasks of the unit that keeps an agreement."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.lib.swedish import number
from akropolis.graph.agreements.models import AgreedService, SupplierAgreement, SupplierAgreementParty
from akropolis.graph.agreements.rules.terms import TermState
from akropolis.graph.agreements.selectors import agreements as selectors
from akropolis.graph.agreements.selectors.agreements import EDIT, READ
from akropolis.graph.assets.models import Node
from akropolis.graph.suppliers.models import Supplier


def term_sentences(row: SupplierAgreement, day: date) -> list[str]:
    """Return how the agreement's term stands on the day: whether it holds, until when, and when to give notice."""
    state, notice = row.term.state(day), row.term.notice_by(day)
    words = {"day": row.valid_until, "since": row.valid_from}
    if state is TermState.ENDED:
        return [_("It ended on %(day)s.") % words]
    if state is TermState.UNKNOWN:
        return [_("Its last day, %(day)s, has passed. Whether it has been renewed is not stated.") % words]
    said = [_("It begins on %(since)s.") % words] if state is TermState.COMING else _running(row, day)
    if notice:
        return [*said, _("Notice must be given by %(day)s.") % {"day": notice}]
    unknown = row.notice_months is None and row.valid_until is not None
    return [*said, *([_("The time of notice is not stated.")] if unknown else [])]


def _running(row: SupplierAgreement, day: date) -> list[str]:
    end = row.term.ends_on(day)
    if end and row.renews:
        return [_("Its term runs until %(end)s and is then renewed.") % {"end": end}]
    if end:
        return [_("It holds until %(end)s.") % {"end": end}]
    if row.renews:
        return [_("It renews itself. For how long is not stated, so its last day is not known.")]
    return []


def agreement_panel(access: Access, row: SupplierAgreement) -> PanelContent:
    """Return who buys and what is delivered, how the term stands, and the next step."""
    today = timezone.localdate()
    parties = SupplierAgreementParty.objects.visible(access).filter(agreement=row)
    buyers = list(parties.select_related("unit"))
    named = AgreedService.objects.visible(access).filter(agreement=row).order_by()
    services = Node.objects.visible(access).filter(pk__in=named.values("node"), archived_at=None)
    delivered = list(services.order_by("sort_key", "pk"))
    writes = row.archived_at is None and access.may(EDIT, row.owner_unit)
    stated = [each.value for each in buyers if each.value is not None]
    context = {
        "buyers": [(each, _kr(each.value)) for each in buyers],
        "sum": _kr(sum(stated)) if len(buyers) > 1 and len(stated) == len(buyers) else "",
        "services": [(each, reverse("services-detail", args=[each.record])) for each in delivered],
        "writes": writes,
    }
    return PanelContent(
        context=context if buyers or delivered else None,
        missing="" if buyers or delivered else _("Who buys and what is delivered is not stated."),
        acts=[*_acts(row, known=bool(delivered))] if writes else (),
        sentences=term_sentences(row, today) if row.archived_at is None else (),
    )


def _kr(value: int | None) -> str:
    return _("The value is not stated") if value is None else f"{number(value)} kr"


def _acts(row: SupplierAgreement, *, known: bool) -> Iterator[RowAct]:
    services = reverse("supplier-agreement-services", args=[row.pk])
    yield RowAct(_("Choose what it delivers"), services, ActRank.MENU if known else ActRank.NEXT)
    yield RowAct(
        _("Add a unit that buys"), reverse("supplier-agreement-buyer", args=[row.pk]), ActRank.BESIDE
    )


def supplier_panel(access: Access, row: Supplier) -> PanelContent | None:
    """Return the supplier's agreements that the user may read; None for those who may read none."""
    if not access.anywhere(READ):
        return None
    today = timezone.localdate()
    rows = SupplierAgreement.objects.visible(access).filter(supplier=row, archived_at=None)
    lines = [
        (each, reverse("supplier-agreements-detail", args=[each.pk]), term_sentences(each, today))
        for each in rows.select_related("owner_unit")
    ]
    url = f"{reverse('supplier-agreements-create')}?supplier={row.number}"
    may = access.anywhere(EDIT) and row.archived_at is None
    add = RowAct(_("Add an agreement with the supplier"), url) if may else None
    missing = "" if lines else _("No agreement that you may read.")
    return PanelContent(context={"lines": lines, "add": add} if lines else None, missing=missing, add=add)


def _ours(access: Access) -> QuerySet[SupplierAgreement]:
    rows = SupplierAgreement.objects.visible(access).filter(access.asked(EDIT, "owner_unit"))
    return rows.select_related("owner_unit", "supplier").order_by("valid_until", "sort_key", "id")


def _near(access: Access, today: date) -> QuerySet[SupplierAgreement]:
    return _ours(access).filter(selectors.notice_near(today))


@task_feed(_near, right=EDIT)
def pending_notices(row: SupplierAgreement) -> PendingTask:
    """A task for each agreement whose last day to give notice is near."""
    by = row.term.notice_by(timezone.localdate())
    words = {"name": row, "unit": row.owner_unit, "supplier": row.supplier}
    if row.renews:
        why = _("The agreement with %(supplier)s renews itself if %(unit)s gives no notice.")
    else:
        why = _("The last day to give notice or agree to go on with %(supplier)s, for %(unit)s.")
    return PendingTask(
        key=f"agreement-notice:{row.pk}:{by}",
        title=_("Decide whether to give notice on “%(name)s”") % words,
        url=reverse("supplier-agreements-detail", args=[row.pk]),
        why=why % words,
        due=by,
        about=refer(row),
    )


def _ended(access: Access, today: date) -> QuerySet[SupplierAgreement]:
    return _ours(access).filter(selectors.ended_in_use(today) | selectors.term_unknown(today))


@task_feed(_ended, right=EDIT)
def pending_ended(row: SupplierAgreement) -> PendingTask:
    """A task for each agreement that has ended, or may have, while something depends on it."""
    words = {"name": row, "unit": row.owner_unit, "day": row.valid_until}
    if row.renews is None:
        title = _("State whether “%(name)s” has been renewed")
        why = _("Its last day was %(day)s, and %(unit)s has not stated whether it renews itself.")
    else:
        title = _("Replace or leave “%(name)s”, which has ended")
        why = _("It ended on %(day)s, and something still depends on what it delivers to %(unit)s.")
    return PendingTask(
        key=f"agreement-ended:{row.pk}:{row.valid_until}",
        title=title % words,
        url=reverse("supplier-agreements-detail", args=[row.pk]),
        why=why % words,
        due=row.valid_until,
        about=refer(row),
    )


def _to_test(access: Access, today: date) -> QuerySet[SupplierAgreement]:
    return _ours(access).filter(selectors.exit_test_due(today))


@task_feed(_to_test, right=EDIT)
def pending_exit_tests(row: SupplierAgreement) -> PendingTask:
    """A task for each plan for leaving a supplier that is to be tested."""
    words = {"supplier": row.supplier, "unit": row.owner_unit, "name": row}
    return PendingTask(
        key=f"agreement-exit:{row.pk}:{row.exit_test_by}",
        title=_("Test the plan for leaving %(supplier)s") % words,
        url=reverse("supplier-agreements-edit", args=[row.pk]),
        why=_("%(unit)s has set the day in “%(name)s”. State there when it was tested and when next.")
        % words,
        due=row.exit_test_by,
        about=refer(row),
    )
