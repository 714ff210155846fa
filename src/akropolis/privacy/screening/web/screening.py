"""The screening as a kind of campaign, and the page on which a service is tied to a processing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Unpack
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelChoiceField
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.graph.assets.models import Service
from akropolis.graph.offers.models import ControllerRole
from akropolis.privacy.processing.models import DataSubjectGroup, Processing
from akropolis.privacy.screening.register.screening_list import HOLDS, STATES, state_of
from akropolis.privacy.screening.selectors.screening import EDIT, KEY, list_screened
from akropolis.privacy.screening.services.screening import land_answers, tie
from akropolis.privacy.service_objects.selectors.attesting import record_of
from akropolis.shared.campaigns.models import Ask
from akropolis.shared.campaigns.models.kinds import CampaignCandidate, CampaignKind, KnownAnswers
from akropolis.shared.campaigns.rules.prompts import Form, Prompt


def candidates(access: Access, day: date) -> Iterator[CampaignCandidate]:
    """Yield each service with each unit that answers for data in it; those that hold any are proposed until asked."""
    for row in list_screened(access, day):
        group = _("known to hold personal data") if row.personal else _("not known to hold personal data")
        state = str(STATES[state_of(row)][0])
        name = f"{row.node.number} {row.node.name}"
        wanted = row.personal and not row.screened
        yield CampaignCandidate(Service, row.node.record, name, row.unit, group, state, wanted)


def prompts(access: Access, day: date) -> Sequence[Prompt]:
    """Return the questions of a screening, in the order of the data's life."""
    yes_no = (("yes", _("Yes")), ("no", _("No")))
    roles = tuple((value, str(label)) for value, label in ControllerRole.choices)
    names = listing([str(group) for group in DataSubjectGroup.in_force(access, day)][:8], _("and"))
    commas = _("With commas between, such as %(names)s.") % {"names": names}
    holds = tuple((key, str(words).capitalize()) for key, words in HOLDS.items())
    asked = (
        ("children", _("Is it about children?")),
        ("protected_people", _("Does it hold people with protected identities?")),
        (
            "agreement",
            _("Is there a signed data processing agreement, where the supplier processes the data?"),
        ),
        ("third_country", _("Is data transferred outside the EU and EEA?")),
        ("retention", _("Does erasure work in the service?")),
        ("logs", _("Can you see in the logs who has read what?")),
    )
    return [
        Prompt("holds", _("Does the service hold personal data?"), Form.CHOICE, choices=holds, required=True),
        Prompt("role", _("What the unit is for the personal data"), Form.CHOICE, choices=roles),
        *(Prompt(key, text, Form.YES_NO, choices=yes_no) for key, text in asked),
        Prompt("groups", _("Which people is it about?"), help=commas),
    ]


def known_answers(access: Access, day: date, asks: Collection[Ask]) -> Mapping[UUID, KnownAnswers]:
    """Return for each ask how many of the unit's processings name the service, and where the service is shown."""
    rows = {(row.node.record, row.unit.pk): row for row in list_screened(access, day)}
    found = {}
    for ask in asks:
        row = rows.get((ask.object_id, ask.unit_id))
        note = _("processings that name it: %(n)s") % {"n": row.processings if row else 0}
        found[ask.pk] = KnownAnswers({}, note, reverse("services-detail", args=[ask.object_id]))
    return found


SCREENING = CampaignKind(
    key=KEY,
    label=gettext_lazy("Screening of personal data in services"),
    text=gettext_lazy(
        "Answers land in the record of processing. Nothing that is written there is overwritten."
    ),
    right=EDIT,
    candidates=candidates,
    prompts=prompts,
    known=known_answers,
    apply=land_answers,
    place="services",
)


class ScreeningTieForm(forms.Form):
    """Which of the unit's processings the service belongs to; a new one without a choice."""

    def __init__(
        self, data: FormData = None, *, access: Access, ask: Ask, **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["processing"] = ScopedModelChoiceField(
            model=Processing,
            access=access,
            narrow=lambda rows: rows.filter(
                pk__in=record_of(access, ask.unit, timezone.localdate()).values("pk")
            ),
            label=_("Processing"),
            required=False,
            empty_label=_("A new one, with the name of the service"),
        )


def _answered(access: Access, pk: UUID) -> Ask:
    rows = Ask.objects.visible(access).filter(campaign__kind=KEY, answered_at__isnull=False)
    found: Ask = rows.select_related("unit", "campaign").one(pk=pk)
    return found


def _given(request: HttpRequest, ask: Ask) -> Mapping[str, object]:
    return {"access": access_of(request), "ask": ask}


TIE = Act(
    on=ActTarget(
        EDIT,
        _answered,
        lambda ask: f"{reverse('screening-list')}?unit={ask.unit.code}",
        lambda _ask: _("Screening of services"),
        unit="unit",
    ),
    form=ScreeningTieForm,
    given=_given,
    do=lambda access, ask, form: tie(access, ask, form.cleaned_data["processing"]),
    once=True,
    after=lambda made: reverse("processings-detail", args=[made.pk]),
    done=gettext_lazy("The service belongs to the processing. Look through what is still missing."),
    title=lambda ask: _("Choose the processing: %(service)s") % {"service": ask.name},
    lead=gettext_lazy("The answers are written in the processing, where nothing is written yet."),
    submit=gettext_lazy("Save"),
)
