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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assurance.deviations.models import Deviation
from akropolis.assurance.deviations.rules.permissions import EDIT as EDIT_DEVIATIONS
from akropolis.assurance.patterns.models import PatternFollowing, PatternMeasure, SecurityPattern
from akropolis.assurance.patterns.register.plan import KINDS, version_words
from akropolis.assurance.patterns.selectors.following import (
    PatternLine,
    deviations_from,
    followings,
    list_lines,
    waiting,
)
from akropolis.assurance.patterns.services.patterns import deviate, follow, go_through
from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import remove
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Cell, Column, Table, build_table
from akropolis.graph.assets.models import GraphRecord, Node, NodeKind
from akropolis.graph.assets.selectors.sight import record_url
from akropolis.graph.compliance.models import Control
from akropolis.graph.compliance.models.fulfilments import answering_unit
from akropolis.graph.compliance.reports.words import STATES
from akropolis.graph.compliance.rules.permissions import EDIT, READ
from akropolis.graph.compliance.selectors.standing import of_service, place_url
from akropolis.shared.documents.models.documents import DocumentStatus

USUAL = timedelta(days=180)
"""The time for which a deviation is proposed to last."""


def _node_url(node: Node) -> str:
    return record_url(NodeKind(node.kind), node.record)


def _node(access: Access, pk: UUID) -> Node:
    place = of_service(access, pk, timezone.localdate())
    if not place.writes:
        raise Hidden
    return place.service


class FollowForm(VersionedForm):
    """Which pattern the service follows."""

    def __init__(self, data: FormData, *, access: Access, node: Node) -> None:
        super().__init__(data)
        held = followings(access).filter(node=node).order_by().values("pattern")
        self.fields["pattern"] = ScopedModelChoiceField(
            model=SecurityPattern,
            access=access,
            narrow=lambda rows: rows.filter(
                archived_at=None, document__archived_at=None, document__status=DocumentStatus.APPROVED
            ).exclude(pk__in=held),
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
    done=gettext_lazy("The service follows the pattern. Now go through what it settles."),
    title=gettext_lazy("Follow a security pattern"),
    lead=lambda node: node.name,
    submit=gettext_lazy("Follow"),
)
FIND = row_of(PatternFollowing, "node__owner_unit", "node__operator_unit", "pattern__document")
ON = ActTarget(EDIT, FIND, lambda row: _node_url(row.node), lambda row: row.node.name, unit="unit")


class ReviewForm(VersionedForm):
    """The measures that are met by the pattern, as ticked, and the version that the user saw."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: FormData, *, proposed: list[PatternMeasure], **given: Unpack[FormGiven]) -> None:
        super().__init__(data, **given)
        refused = _("A measure has been assessed since, or does not exist. Nothing is saved.")
        self.fields["measures"] = forms.MultipleChoiceField(
            label=_("Met by the pattern"),
            choices=[(row.control.code, f"{row.control.title}: {row.how}") for row in proposed],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("Tick what is true of this service. What you do not tick is left as it is."),
            error_messages={"invalid_choice": refused},
        )


def _given(request: HttpRequest, row: PatternFollowing) -> Mapping[str, object]:
    lines = list_lines(access_of(request), row, timezone.localdate())
    initial = {"edition": row.pattern.edition}
    return {"proposed": [each.measure for each in lines if each.proposed], "initial": initial}


def _left(row: PatternFollowing, each: PatternLine) -> tuple[Cell, ...]:
    """Return the cells of a measure that is not proposed: why it is left as it is."""
    state = Cell(text=_("Not demanded here"), kind="neutral")
    if each.deviates:
        state = Cell(text=_("Deviates"), kind="warning")
    elif each.line is not None and each.line.said is not None:
        state = Cell(text=STATES[each.line.status][0], kind=STATES[each.line.status][1])
    url = place_url(row.node, each.measure.control) if each.line else ""
    return Cell(text=each.measure.control.title, url=url), state, Cell(text=each.measure.how)


def _review_context(request: HttpRequest, row: PatternFollowing, _form: ReviewForm) -> Mapping[str, object]:
    lines = list_lines(access_of(request), row, timezone.localdate())
    rows = [_left(row, each) for each in lines if not each.proposed]
    labels = (_("Security measure"), _("How it stands"), _("How the pattern settles it"))
    columns = [Column(label=label) for label in labels]
    table: Table | None = build_table(_("Left as they are"), columns, rows) if rows else None
    return {"table": table, "pattern": row.pattern, "nothing": len(rows) == len(lines)}


REVIEW = Act(
    on=ON,
    form=ReviewForm,
    given=_given,
    initial=("version",),
    do=lambda access, row, form: go_through(
        access,
        row,
        form.cleaned_data["measures"],
        form.cleaned_data["edition"],
        version=form.seen,
    ),
    done=lambda row: (
        _("The service follows version %(number)s of %(pattern)s.")
        % {"number": row.edition, "pattern": row.pattern.title}
    ),
    title=lambda row: _("Go through the pattern: %(pattern)s") % {"pattern": row.pattern.title},
    lead=lambda row: row.node.name,
    submit=gettext_lazy("Confirm"),
    template="patterns/review.html",
    context=_review_context,
)
STOP = ButtonAct(
    on=ON,
    do=remove,
    done=gettext_lazy("The service no longer follows the pattern. Its assessments and deviations are left."),
)


class PatternDeviationForm(VersionedForm, model=Deviation):
    """From which measure the service deviates, why, and until when."""

    what = FromModel(
        gettext_lazy("Why the service deviates, and what protects it meanwhile. Name no one."),
        label=gettext_lazy("Reasons"),
        rows=5,
    )
    due_on = FromModel(
        label=gettext_lazy("The deviation ends on"),
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
    done=gettext_lazy("The deviation is registered, and you are reminded before it ends."),
    title=lambda row: _("Deviate from %(pattern)s") % {"pattern": row.pattern.title},
    lead=lambda row: row.node.name,
    submit=gettext_lazy("Register the deviation"),
)


def service_panel(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return which patterns the service follows and what deviates; None if the user may not read its measures."""
    if not access.anywhere(READ):
        return None
    try:
        place = of_service(access, row.pk, timezone.localdate())
    except Hidden:
        return None
    node = place.service
    if not any(access.may(READ, unit) for unit in (node.owner_unit, answering_unit(node))):
        return None
    held = list(followings(access).filter(node=node))
    url = reverse("pattern-follow", args=[row.pk])
    acts = [RowAct(_("Follow a security pattern"), url, ActRank.MENU)] if place.writes else []
    if not held:
        missing = _("It follows no security pattern.")
        return PanelContent(missing=missing, add=acts[0] if acts else None, acts=acts)
    may = place.writes and access.may(EDIT_DEVIATIONS, place.unit)
    rows = [
        {
            "row": each,
            "words": version_words(each),
            "kind": KINDS.get(each.state, "danger"),
            "deviations": deviations_from(access, each),
        }
        for each in held
    ]
    return PanelContent(
        context={"rows": rows, "writes": place.writes, "deviates": may, "today": timezone.localdate()},
        acts=acts,
    )


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
