"""Panels of a follow-up and of a supplier, and the tasks that follow-ups give."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.lib.swedish import number
from akropolis.graph.supplier_replies.models import (
    AnswerJudgement,
    InquiryState,
    SupplierInquiry,
    Verdict,
)
from akropolis.graph.supplier_replies.rules.permissions import EDIT, READ
from akropolis.graph.supplier_replies.selectors.inquiries import (
    FINDING,
    QuestionLine,
    count_findings,
    list_lines,
)
from akropolis.graph.supplier_replies.selectors.plan import list_plan
from akropolis.graph.supplier_replies.services.finding_causes import FINDING_CAUSE
from akropolis.graph.supplier_replies.web.acts import ASKED, DETAIL
from akropolis.graph.suppliers.models import Supplier
from akropolis.shared.actions.selectors.causes import raise_url

SHOWN = 5


def inquiry_panel(access: Access, row: SupplierInquiry) -> PanelContent:
    """Return the questions that the user may read with answers and judgements, and the next step."""
    lines = list_lines(access, row)
    shown = []
    for line in lines:
        made = line.judgement
        finding = made is not None and made.verdict != Verdict.MEETS and line.judges
        promise = reverse("supplier-promise", args=[made.pk]) if finding and made else ""
        shown.append((line, raise_url(FINDING_CAUSE, made.pk) if finding and made else "", promise))
    answered = ""
    if row.answered_at:
        words = {"who": row.answered_by, "day": timezone.localdate(row.answered_at).isoformat()}
        answered = _("Answered by %(who)s on %(day)s.") % words
    context = {"lines": shown, "answered": answered}
    return PanelContent(
        context=context if lines else None,
        missing=""
        if lines
        else _("No requirement on suppliers is demanded at the levels of what stands on it."),
        acts=[*_acts(access, row, lines)],
        sentences=_sentences(row, lines),
    )


def _acts(access: Access, row: SupplierInquiry, lines: list[QuestionLine]) -> Iterable[RowAct]:
    if row.archived_at:
        return
    url = reverse("supplier-link", args=[row.pk])
    if access.may(EDIT, row.owner_unit) and row.state == InquiryState.DRAFT:
        yield RowAct(_("Make the supplier's link"), url, ActRank.NEXT)
    elif access.may(EDIT, row.owner_unit) and row.state == InquiryState.SENT:
        yield RowAct(_("Make a new link"), url)
    if any(line.judges for line in lines):
        waits = any(line.judges and line.judgement is None for line in lines)
        rank = ActRank.NEXT if waits else ActRank.MENU
        yield RowAct(_("Judge the answers"), reverse("supplier-judge", args=[row.pk]), rank)
    if access.anywhere(EDIT) and row.state in (InquiryState.DRAFT, InquiryState.SENT):
        question = reverse("supplier-question", args=[row.pk])
        yield RowAct(_("Add a question of your unit's own"), question, ActRank.BESIDE)


def _sentences(row: SupplierInquiry, lines: list[QuestionLine]) -> list[str]:
    who = str(row.supplier)
    if row.state == InquiryState.SENT and not row.open_today:
        return [who, _("The last day has passed, and the supplier has not answered.")]
    judged = [line.judgement for line in lines if line.judgement]
    left = sum(each.verdict != Verdict.MEETS and each.kept_on is None for each in judged)
    if not left:
        return [who]
    return [who, ngettext("%(n)s finding remains.", "%(n)s findings remain.", left) % {"n": number(left)}]


def supplier_panel(access: Access, row: Supplier) -> PanelContent | None:
    """Return the newest follow-ups of the supplier that the user may read; None for people who read none at all."""
    if not access.anywhere(READ):
        return None
    acts = []
    if access.anywhere(EDIT) and row.archived_at is None:
        acts.append(RowAct(_("Follow up the supplier"), f"{reverse('supplier-ask')}?{ASKED}={row.pk}"))
    rows = SupplierInquiry.objects.visible(access).filter(supplier=row, archived_at=None)
    found = list(rows.select_related("owner_unit").order_by("-created_at", "id")[:SHOWN])
    if not found:
        return PanelContent(missing=_("No follow-up that you may read."), acts=acts)
    counts = count_findings(access, [each.pk for each in found])
    return PanelContent(context={"rows": [(each, counts.get(each.pk, 0)) for each in found]}, acts=acts)


def _asked(access: Access, condition: Q) -> QuerySet[SupplierInquiry]:
    rows = SupplierInquiry.objects.visible(access).filter(
        access.asked(EDIT, "owner_unit"), condition, archived_at=None
    )
    return rows.select_related("owner_unit", "supplier").order_by("due_on", "sort_key", "id")


@task_feed(lambda access, _today: _asked(access, Q(state=InquiryState.ANSWERED)), right=EDIT)
def pending_judgements(row: SupplierInquiry) -> PendingTask:
    """A task for each follow-up that the supplier has answered and nobody has judged to its end."""
    return PendingTask(
        key=f"supplier-judge:{row.pk}",
        title=_("Judge what %(supplier)s answered") % {"supplier": row.supplier},
        url=reverse("supplier-judge", args=[row.pk]),
        why=_("The answers to “%(title)s” have come in to %(unit)s.")
        % {"title": row, "unit": row.owner_unit},
        about=refer(row),
    )


@task_feed(lambda access, today: _asked(access, Q(state=InquiryState.SENT, due_on__lt=today)), right=EDIT)
def pending_silent(row: SupplierInquiry) -> PendingTask:
    """A task for each follow-up whose last day has passed without an answer."""
    return PendingTask(
        key=f"supplier-silent:{row.pk}:{row.due_on}",
        title=_("%(supplier)s has not answered: give a later day, or recall") % {"supplier": row.supplier},
        url=reverse(DETAIL, args=[row.pk]),
        why=_("“%(title)s” was to be answered by this day.") % {"title": row},
        due=row.due_on,
        about=refer(row),
    )


def _broken(access: Access, today: date) -> QuerySet[AnswerJudgement]:
    rows = AnswerJudgement.objects.visible(access).filter(
        FINDING,
        access.asked(EDIT, "question__unit"),
        promised_on__lt=today,
        question__inquiry__archived_at=None,
    )
    return rows.select_related("question__inquiry__supplier", "question__unit").order_by("promised_on", "id")


@task_feed(_broken, right=EDIT)
def pending_promises(row: AnswerJudgement) -> PendingTask:
    """A task for each promise whose day has passed, for the unit that judged."""
    inquiry = row.question.inquiry
    return PendingTask(
        key=f"supplier-promise:{row.pk}:{row.promised_on}",
        title=_("See whether %(supplier)s has kept its promise") % {"supplier": inquiry.supplier},
        url=reverse("supplier-promise", args=[row.pk]),
        why=_("It was promised for “%(question)s”.") % {"question": row.question},
        due=row.promised_on,
        about=refer(inquiry),
    )


def pending_plan(access: Access, today: date) -> Iterable[PendingTask]:
    """Yield a task for each supplier that is to be followed up, in the units where the user writes; one for many."""
    if access.actor.id is None or not access.anywhere(EDIT):
        return
    mine = access.asked(EDIT, "owner_unit")
    due = [row for row in list_plan(access, today, mine) if row.reasons]
    if len(due) > SHOWN:
        title = _("Follow up %(n)s suppliers") % {"n": number(len(due))}
        url = f"{reverse('supplier-plan')}?standing=due"
        yield PendingTask("supplier-plan", title, url, _("By the plan, or since something has happened."))
        return
    for row in due:
        yield PendingTask(
            f"supplier-plan:{row.supplier.pk}:{row.last}",
            _("Follow up %(supplier)s") % {"supplier": row.supplier},
            f"{reverse('supplier-ask')}?{ASKED}={row.supplier.pk}",
            " ".join(row.reasons),
        )
