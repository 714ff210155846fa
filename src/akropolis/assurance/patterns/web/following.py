"""The patterns of a service: follow one, go through its version, deviate from it; the panel and the tasks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Unpack
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.deviations.models import Deviation
from akropolis.assurance.deviations.rules.permissions import EDIT as EDIT_DEVIATIONS
from akropolis.assurance.patterns.models import PatternFollowing, SecurityPattern, holding
from akropolis.assurance.patterns.register.plan import KINDS, version_words
from akropolis.assurance.patterns.selectors.following import (
    PatternLine,
    deviations_from,
    followings,
    list_lines,
    measured_nodes,
    waiting,
)
from akropolis.assurance.patterns.services.patterns import deviate, follow, go_through
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import remove
from akropolis.base.kernel.registers.declaration import PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Cell, Kind, build_table
from akropolis.graph.assets.models import GraphRecord, Node, NodeKind
from akropolis.graph.assets.selectors.sight import record_url
from akropolis.graph.compliance.models import Control
from akropolis.graph.compliance.models.fulfilments import answering_unit
from akropolis.graph.compliance.reports.words import STATES
from akropolis.graph.compliance.rules.permissions import EDIT
from akropolis.graph.compliance.selectors.standing import place_url

USUAL = timedelta(days=180)
"""The time for which a deviation is proposed to last."""


def _node_url(node: Node) -> str:
    return record_url(NodeKind(node.kind), node.record)


def _node(access: Access, pk: UUID) -> Node:
    node = measured_nodes(access).one(record=pk)
    access.must(EDIT, answering_unit(node))
    return node


class FollowForm(VersionedForm):
    """Which pattern the service follows."""

    def __init__(self, data: FormData, *, access: Access, node: Node) -> None:
        super().__init__(data)
        held = followings(access).filter(node=node).order_by().values("pattern")
        self.fields["pattern"] = ScopedModelChoiceField(
            model=SecurityPattern,
            access=access,
            narrow=lambda rows: rows.filter(holding()).exclude(pk__in=held),
            label=_("Security pattern"),
            help_text=_("Patterns that are decided, and that the service does not follow yet."),
        )


FOLLOW = Act(
    on=ActTarget(EDIT, _node, _node_url, lambda node: node.name),
    form=FollowForm,
    given=lambda request, node: {"access": access_of(request), "node": node},
    once=True,
    do=lambda access, node, form: follow(access, node, form.cleaned_data["pattern"]),
    after=lambda made: reverse("pattern-review", args=[made.pk]),
    done=_("The service follows the pattern. Now go through what it settles."),
    title=_("Follow a security pattern"),
    lead=lambda node: node.name,
    submit=_("Follow"),
)
FIND = row_of(PatternFollowing, "node__owner_unit", "node__operator_unit", "pattern__document")
ON = ActTarget(EDIT, FIND, lambda row: _node_url(row.node), lambda row: row.node.name, unit="unit")


class ReviewForm(VersionedForm):
    """The measures that are met by the pattern, as ticked, and the version that the user saw."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: FormData, *, lines: list[PatternLine], **given: Unpack[FormGiven]) -> None:
        super().__init__(data, **given)
        self.left = [each for each in lines if not each.proposed]
        proposed = [each.measure for each in lines if each.proposed]
        refused = _("A measure has been assessed since, or does not exist. Nothing is saved.")
        self.fields["measures"] = forms.MultipleChoiceField(
            label=_("Met by the pattern"),
            choices=[(row.control.code, f"{row.control.title}: {row.how}") for row in proposed],
            widget=forms.CheckboxSelectMultiple if proposed else forms.MultipleHiddenInput,
            required=False,
            help_text=_("Tick what is true of this service. What you do not tick is left as it is."),
            error_messages={"invalid_choice": refused},
        )


def _given(request: HttpRequest, row: PatternFollowing) -> Mapping[str, object]:
    lines = list_lines(access_of(request), row, timezone.localdate())
    return {"lines": lines, "initial": {"edition": row.pattern.edition}}


def _left(row: PatternFollowing, each: PatternLine) -> tuple[object, ...]:
    """Return the cells of a measure that is not proposed: why it is left as it is."""
    control, line = each.measure.control, each.line
    state: tuple[object, Kind] = (_("Not demanded here"), "neutral")
    if each.deviates:
        state = (_("Deviates"), "warning")
    elif line is not None and line.said is not None:
        state = STATES[line.status]
    url = place_url(row.node, control) if line else ""
    return Cell(text=control.title, url=url), Cell(text=str(state[0]), kind=state[1]), each.measure.how


def _review_context(_request: HttpRequest, row: PatternFollowing, form: ReviewForm) -> Mapping[str, object]:
    labels = (_("Security measure"), _("How it stands"), _("How the pattern settles it"))
    rows = (_left(row, each) for each in form.left)
    return {"table": build_table(str(_("Left as they are")), labels, rows), "pattern": row.pattern}


REVIEW = Act(
    on=ON,
    form=ReviewForm,
    given=_given,
    initial=("version",),
    do=lambda access, row, form: go_through(
        access, row, form.cleaned_data["measures"], form.cleaned_data["edition"], version=form.seen
    ),
    done=lambda row: (
        _("The service follows version %(number)s of %(pattern)s.")
        % {"number": row.edition, "pattern": row.pattern.title}
    ),
    title=lambda row: _("Go through the pattern: %(pattern)s") % {"pattern": row.pattern.title},
    lead=lambda row: row.node.name,
    submit=_("Confirm"),
    template="patterns/review.html",
    context=_review_context,
)
STOP = ButtonAct(
    on=ON,
    do=remove,
    done=_("The service no longer follows the pattern. Its assessments and deviations are left."),
)


class PatternDeviationForm(VersionedForm, model=Deviation):
    """From which measure the service deviates, why, and until when."""

    what = FromModel(
        _("Why the service deviates, and what protects it meanwhile. Name no one."),
        label=_("Reasons"),
        rows=5,
    )
    due_on = FromModel(
        label=_("The deviation ends on"),
        required=True,
        initial=lambda: timezone.localdate() + USUAL,
    )

    def __init__(self, data: FormData, *, access: Access, row: PatternFollowing) -> None:
        super().__init__(data)
        lines = list_lines(access, row, timezone.localdate())
        held = [each.measure.control_id for each in lines if not each.deviates]
        self.fields["control"] = ScopedModelChoiceField(
            model=Control,
            access=access,
            narrow=lambda rows: rows.filter(pk__in=held),
            label=_("Security measure"),
        )
        self.order_fields(["control"])


DEVIATE = Act(
    on=replace(ON, permission=EDIT_DEVIATIONS),
    form=PatternDeviationForm,
    given=lambda request, row: {"access": access_of(request), "row": row},
    once=True,
    do=lambda access, row, form: deviate(access, row, form.row_values()),
    done=_("The deviation is registered, and you are reminded before it ends."),
    title=lambda row: _("Deviate from %(pattern)s") % {"pattern": row.pattern.title},
    lead=lambda row: row.node.name,
    submit=_("Register the deviation"),
)


def service_panel(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return which patterns the service follows and what deviates; None if the user may not read its measures."""
    node = measured_nodes(access).filter(record=row.pk).first()
    if node is None:
        return None
    unit = answering_unit(node)
    may = access.may(EDIT, unit)
    follow_one = RowAct(_("Follow a security pattern"), reverse("pattern-follow", args=[row.pk]))
    acts = [follow_one] if may else []
    rows = [
        {
            "row": each,
            "words": version_words(each),
            "kind": KINDS[each.state],
            "deviations": deviations_from(access, each),
        }
        for each in followings(access).filter(node=node)
    ]
    if not rows:
        missing = _("It follows no security pattern.")
        return PanelContent(missing=missing, add=follow_one if may else None, acts=acts)
    deviates = may and access.may(EDIT_DEVIATIONS, unit)
    context = {"rows": rows, "writes": may, "deviates": deviates, "today": timezone.localdate()}
    return PanelContent(context=context, acts=acts)


@task_feed(waiting, right=EDIT)
def pending_reviews(row: PatternFollowing) -> PendingTask:
    """A task for each service whose pattern has a version that nobody has gone through."""
    words = {"pattern": row.pattern.title, "number": row.pattern.edition, "service": row.node.name}
    new = _("Version %(number)s is decided. Nothing changes at the service until you have gone through it.")
    first = _("The service has begun to follow the pattern, and nobody has said what it settles.")
    return PendingTask(
        key=f"pattern:{row.pk}:{row.pattern.edition}",
        title=_("Go through %(pattern)s for %(service)s") % words,
        url=reverse("pattern-review", args=[row.pk]),
        why=(new if row.edition else first) % words,
        about=refer(row.pattern),
    )
