"""The page that a reminder's link leads to: the action, and “Klart” as its button."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.forms import VersionedForm, reason_field
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.kernel.workflow.steps import unavailable_sentence
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.model_fields import FromModel
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.actions.register import REGISTER
from akropolis.shared.actions.services.actions import VERBS, is_waiting, waiting_sentence


class ActionDoneForm(VersionedForm, model=Action):
    """What the action has led to, and when it was done; the reason, if it waits for another."""

    result = FromModel(rows=4)
    done_on = day_field(gettext_lazy("Done on"))

    def __init__(self, *args: object, waiting: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["result"].required = True
        if waiting:
            self.fields["because"] = reason_field(required=True)
            self.fields["because"].help_text = waiting


def _finish(access: Access, action: Action, form: ActionDoneForm) -> Action:
    given = form.row_values()
    return VERBS.step(access, action, "finish", given, version=form.seen, because=form.why)


def _lead(action: Action) -> str:
    """Say by when it is to be done, or how late it is, and that it can be marked as done all the same."""
    if action.due_on is None:
        return str(action.owner_unit)
    words = {"unit": action.owner_unit, "day": date_format(action.due_on)}
    late = (timezone.localdate() - action.due_on).days
    if late <= 0:
        return _("%(unit)s. To be done by %(day)s.") % words
    said = ngettext(
        "%(unit)s. It was to be done by %(day)s and is %(n)s day late. You can still mark it as done.",
        "%(unit)s. It was to be done by %(day)s and is %(n)s days late. You can still mark it as done.",
        late,
    )
    return said % {**words, "n": late}


DONE = Act(
    on=ActTarget(
        REGISTER.edit,
        row_of(Action, "owner_unit", "waits_for"),
        "actions-detail",
        Action.label,
        unit="owner_unit",
    ),
    form=ActionDoneForm,
    initial=("version", "result"),
    given=lambda _request, action: {
        "waiting": waiting_sentence(action) if is_waiting(action) else "",
        "initial": {"done_on": timezone.localdate()},
    },
    do=_finish,
    done=lambda action: _("%(action)s is done.") % {"action": action},
    title=lambda action: str(action),
    crumb=gettext_lazy("It is done"),
    lead=_lead,
    submit=gettext_lazy("It is done"),
)


@requires(REGISTER.read)
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form. Whoever cannot use it is led to the action's own page, which then says why in words."""
    access = access_of(request)
    action = Action.objects.visible(access).select_related("owner_unit", "responsible").one(pk=pk)
    if sentence := _why_not(access, action):
        messages.info(request, sentence)
        return redirect(reverse("actions-detail", args=[pk]))
    return DONE.view(request, pk=pk)


def _why_not(access: Access, action: Action) -> str:
    """Return why the reader cannot mark the action as done, and what she can do; empty if she can."""
    if action.archived_at is not None:
        return _("The action is archived, and nothing remains to do.")
    if action.status not in (ActionStatus.PLANNED, ActionStatus.ONGOING):
        return unavailable_sentence(action)
    if not access.may(REGISTER.edit, action.owner_unit):
        words = {"unit": action.owner_unit}
        return (
            _(
                "You can read the action. It is marked as done by those who write actions in %(unit)s: tell them."
            )
            % words
        )
    return ""
