"""Pages to hand a risk to another owner, to end it, and to take it up again."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm, reason_field
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.ui.forms import FormData
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.register.risks import way_to
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk.selectors.line import people_in_line
from akropolis.graph.risk.services.causes import risk_url
from akropolis.graph.risk_decisions.services.keeping import end_risk, hand_over, take_up_risk

TARGET: ActTarget[Risk] = ActTarget(EDIT, row_of(Risk, "owner_unit"), risk_url, way_to, unit="owner_unit")


class HandOverForm(VersionedForm):
    """Form of who owns the risk from now on, and why."""

    def __init__(
        self, data: FormData = None, *, access: Access, risk: Risk, initial: dict[str, object]
    ) -> None:
        super().__init__(data, initial=initial)
        today = timezone.localdate()
        self.fields["owner"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda _rows: people_in_line(access, [risk.owner_unit], today),
            label=_("New risk owner"),
            help_text=_("Somebody with a role in the unit, above it or below it."),
            error_messages={"invalid_choice": _("The person has no role here any more. Choose another.")},
        )
        self.fields["because"] = reason_field(required=False)


def _given(request: HttpRequest, risk: Risk) -> Mapping[str, object]:
    return {"access": access_of(request), "risk": risk}


HAND_OVER = Act(
    on=TARGET,
    form=HandOverForm,
    given=_given,
    initial=("version",),
    do=lambda access, risk, form: hand_over(
        access, risk, form.cleaned_data["owner"], form.why, version=form.seen
    ),
    done=lambda risk: _("%(owner)s owns the risk now.") % {"owner": risk.owner},
    title=lambda risk: _("Hand over: %(risk)s") % {"risk": risk.title},
    crumb=gettext_lazy("Hand over"),
    submit=gettext_lazy("Hand over"),
)


class EndRiskForm(VersionedForm):
    """Form of why the risk is no longer relevant."""

    because = reason_field(required=True)


END_RISK = Act(
    on=TARGET,
    form=EndRiskForm,
    initial=("version",),
    do=lambda access, risk, form: end_risk(access, risk, form.why, version=form.seen),
    done=gettext_lazy("The risk has ended. It can be taken up again."),
    title=lambda risk: _("End the risk: %(risk)s") % {"risk": risk.title},
    crumb=gettext_lazy("End"),
    lead=gettext_lazy("It stays readable with its judgements and decisions, and is no longer counted."),
    submit=gettext_lazy("End the risk"),
)
TAKE_UP_RISK = ButtonAct(
    on=TARGET,
    do=lambda access, risk: take_up_risk(access, risk),
    done=gettext_lazy("The risk is taken up again."),
)
