"""A new risk by a short path, after the question whether it may be written here at all."""

from functools import partial
from typing import Unpack

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt, editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, form_page, requires
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.registers.picking import Pickable, PickField
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import Node
from akropolis.graph.risk.models import Risk, RiskStop
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk.selectors.line import people_in_line
from akropolis.graph.risk_decisions.services.keeping import add_risk
from akropolis.graph.risk_sources.services.security_stops import stop_risk
from akropolis.shared.classification.register.security_question import SecurityQuestionForm, SettleNoteForm
from akropolis.shared.classification.services import security_stops
from akropolis.shared.classification.services.security_stops import SETTLE


class NewRiskForm(SecurityQuestionForm, model=Risk):
    """Form of what can happen, to what, why it could, and who owns the risk."""

    title = FromModel(
        gettext_lazy("In a few words, such as “Extortion stops the home care's planning”."),
        label=gettext_lazy("What is the risk?"),
    )
    description = FromModel(
        gettext_lazy("What happens, and what it means for those whom the unit is there for."),
        label=gettext_lazy("What can happen?"),
        rows=4,
    )
    weakness = FromModel(
        gettext_lazy(
            "What makes it possible today. Read only in your unit, never by those who share the service."
        ),
        label=gettext_lazy("Why could it happen?"),
        rows=3,
    )
    kept_when_stopped = ("security", "owner_unit")

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.fields["security"].help_text = _(
            "If so, do not write about it here. Answer yes and send: nothing of what stands in the form is kept, and "
            "the head of protective security is told that there is a risk to write."
        )
        today = timezone.localdate()
        units = list(editable_units(access, EDIT).exclude(valid_to__lt=today))
        self.fields["owner_unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: editable_units(access, EDIT).exclude(valid_to__lt=today),
            label=_("Whose risk is it?"),
            empty_label=None,
            error_messages={
                "invalid_choice": _("The unit has ended, or is no longer yours. Choose another.")
            },
        )
        self.fields["node"] = PickField(
            rows=Pickable(access, Node),
            suggest_url=reverse("risks-suggest", args=["node"]),
            label=_("What is it about?"),
            required=False,
            help_text=_(
                "A process, a service or an information set, by name or number. Empty: the unit itself."
            ),
        )
        self.fields["owner"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda _rows: people_in_line(access, units, today),
            label=_("Who owns it?"),
            required=False,
            help_text=_("Somebody in the line who may decide what is done. Can be chosen later."),
            error_messages={"invalid_choice": _("The person has no role here any more. Choose another.")},
        )
        self.order_fields(["security", "title", "node", "description", "weakness", "owner_unit", "owner"])
        self.forget()

    def values(self) -> dict[str, object]:
        """Return the values of the risk."""
        return {name: value for name, value in self.cleaned_data.items() if name != "security"}


@requires(EDIT)
@sensitive_post_parameters()
def new_risk_page(request: HttpRequest) -> HttpResponse:
    """Show the form; POST adds the risk and leads to its judgement, or stops if it concerns Sweden's security."""
    access = access_of(request)
    unit = chosen_unit(request, appointments_on(request))
    initial = {"owner_unit": unit and unit.pk, "node": request.GET.get("node", ""), "security": ""}
    form = NewRiskForm(request.POST or None, access=access, initial=initial)
    if form.is_valid():
        if form.stopped:
            stopped = stop_risk(access, form.cleaned_data["owner_unit"])
            title = _("Nothing of what you wrote is kept")
            return render(request, "risk_sources/stopped.html", {"title": title, "made": stopped})
        tried = attempt(form, lambda: create_once(request, partial(add_risk, access, form.values())))
        if tried.made is not None:
            messages.success(request, _("%(row)s is saved. Judge it now, or later.") % {"row": tried.made})
            return redirect("risk-judge", pk=tried.made.pk)
    rows = reverse("risks-list")
    return form_page(
        request,
        form,
        _("New risk"),
        [Crumb(label=_("Risks"), url=rows), Crumb(label=_("New risk"))],
        submit=_("Save and judge"),
        back=rows,
    )


@task_feed(right=SETTLE, rows=lambda access, _today: security_stops.unsettled(access, RiskStop, "unit"))
def pending_risk_stops(row: RiskStop) -> PendingTask:
    """Yield a task for each stopped risk that waits for a head of protective security."""
    words = {"who": row.stopped_by, "unit": row.unit.name, "reference": row.reference}
    return PendingTask(
        key=f"risk-stop:{row.pk}",
        title=_("Take care of a risk of %(unit)s that was stopped") % words,
        url=reverse("risk-stop", args=[row.pk]),
        why=_("%(who)s says that it may concern Sweden's security. Reference: %(reference)s.") % words,
    )


def _about(stop: RiskStop) -> str:
    words = {"who": stop.stopped_by, "unit": stop.unit.name, "reference": stop.reference}
    return _("%(who)s was about to write it in %(unit)s. Reference: %(reference)s.") % words


SETTLE_RISK_STOP = Act(
    on=ActTarget(SETTLE, row_of(RiskStop, "unit"), lambda _stop: reverse("home"), lambda _stop: []),
    form=SettleNoteForm,
    given=lambda _request, stop: {"initial": {"note": stop.settled_note}},
    do=lambda access, stop, form: security_stops.settle_stop(access, stop, form.cleaned_data["note"]),
    done=gettext_lazy("It is written down."),
    title=gettext_lazy("A risk that was stopped"),
    lead=_about,
    submit=gettext_lazy("Write it down"),
)
