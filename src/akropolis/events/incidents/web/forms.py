"""Forms that open an incident for what was hit, and that edit what it hit and whom it affects."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Unpack

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.forms import (
    ScopedModelChoiceField,
    ScopedModelMultipleChoiceField,
    editable_units,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.picking import Pickable, PickField
from akropolis.base.ui.fields import PastField
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.words import Phrase
from akropolis.events.incidents.models import Incident, Severity, Track, TrackRegime
from akropolis.events.incidents.rules.permissions import RESOURCE
from akropolis.events.incidents.selectors.awareness import Knowledge
from akropolis.events.incidents.selectors.proposals import AffectedProposal, ProposedUnit
from akropolis.events.incidents.services.tracks import Said
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.sight import VisibleNode

EDIT = f"{RESOURCE}:edit"
type Held = Collection[tuple[object, str]]


def units_field(
    access: Access,
    units: Sequence[Unit],
    *,
    label: Phrase,
    help_text: Phrase,
    why: Mapping[Unit, ProposedUnit] = MappingProxyType({}),
) -> forms.Field:
    """Return a form field with a checkbox per unit, with the reason for each unit where it is known."""
    keys = [unit.pk for unit in units]
    made = ScopedModelMultipleChoiceField(
        model=Unit,
        access=access,
        narrow=lambda rows: rows.filter(pk__in=keys).order_by("sort_key"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=label,
        help_text=help_text,
    )
    reasons = {reached.unit.pk: reached for reached in why.values()}
    made.label_from_instance = lambda unit: _reasoned(unit, reasons.get(unit.pk))  # type: ignore[assignment,method-assign]
    return made


def _reasoned(unit: Unit, reached: ProposedUnit | None, note: str = "") -> str:
    """Return the unit as HTML, with the note, what is reached there and the path."""
    parts = (note, reached.what, reached.way) if reached else ()
    said = ". ".join(part for part in parts if part)
    return format_html('{}<br><span class="ak-quiet ak-small">{}</span>', unit, said) if said else str(unit)


class TracksField(forms.MultipleChoiceField):
    """Form field of tracks to open: which unit may have to report under which set of rules, each with its reason."""

    default_error_messages = {"invalid_choice": _("Choose units that can have a duty under those rules.")}

    def __init__(
        self,
        pairs: Sequence[tuple[TrackRegime, ProposedUnit]],
        held: Held = (),
        *,
        label: Phrase,
        help_text: Phrase,
    ) -> None:
        self.pairs = {key_of(regime, reached.unit): (reached.unit, regime) for regime, reached in pairs}
        new = [(regime, each) for regime, each in pairs if (each.unit.pk, regime) not in held]
        named = {regime: [each for each in new if each[0] == regime] for regime, _reached in new}
        choices = [(regime.label, [_choice(*each) for each in found]) for regime, found in named.items()]
        boxes = forms.CheckboxSelectMultiple
        super().__init__(choices=choices, widget=boxes, required=False, label=label, help_text=help_text)

    def valid_value(self, value: object) -> bool:
        """Accept a track that somebody else has opened meanwhile."""
        return value in self.pairs

    def wanted(self, keys: Sequence[str]) -> list[tuple[Unit, TrackRegime]]:
        """Return the ticked pairs of unit and set of rules."""
        return [self.pairs[key] for key in keys]


def tracks_field(proposal: AffectedProposal, held: Held = ()) -> TracksField:
    """Return a form field of the proposed tracks that do not exist yet."""
    return TracksField(
        list(proposal.tracks()),
        held,
        label=_("Tracks to open"),
        help_text=_(
            "Who may have to tell of it, and under which rules. Their clocks run from when knowledge was gained."
        ),
    )


def ask_knowledge(form: forms.Form, proposed: Knowledge | None, rule: Phrase = "") -> None:
    """Add two fields: when those who get a track knew of the event, with the proposal and its rule; and why."""
    ground = proposed or rule or _("Nobody has said when it was detected.")
    told = _("Whoever is told only now knows from now. Another time holds for all tracks that are opened.")
    form.fields["aware_at"] = PastField(
        label=_("Knowledge gained"),
        required=False,
        initial=proposed and proposed.at,
        help_text=f"{ground} {told}",
        ahead=_("The time lies ahead. Write when knowledge was gained."),
    )
    form.fields["aware_because"] = Track._meta.get_field("aware_because").formfield()  # type: ignore[assignment]


def knowledge_in(form: forms.Form, proposed: Knowledge | None) -> Said:
    """Return what was entered; no time if it equals the proposal to the minute, so that each track gets its own."""
    at, because = form.cleaned_data["aware_at"], form.cleaned_data["aware_because"]
    same = at and proposed and at <= proposed.at < at + timedelta(minutes=1)
    return None if same else at, because


def key_of(regime: TrackRegime, unit: Unit) -> str:
    """Return the value that stands for the track in the form."""
    return f"{regime.value}:{unit.pk}"


def _choice(regime: TrackRegime, reached: ProposedUnit) -> tuple[str, object]:
    stated = _("Has stated itself to be the controller") if reached.stated else ""
    return key_of(regime, reached.unit), _reasoned(reached.unit, reached, str(stated))


class OpenIncidentForm(ModelFieldsForm, model=Incident):
    """Form of an incident for what an event reaches: what is known in the first minute, and whom it concerns."""

    title = FromModel(label=_("What has happened"))
    occurred_at = PastField(
        label=_("When it happened"),
        required=False,
        help_text=_("As far as is known. Left empty: when it was detected. It can be changed later."),
        ahead=_("The time lies ahead. Write when it happened."),
    )
    detected_at = PastField(
        label=_("When it was detected"), ahead=_("The time lies ahead. Write when it was detected.")
    )
    severity = FromModel(choices=Severity)
    personal_data = FromModel(_("Not yet known is an answer."))
    description = FromModel(_("The affected units can read this."), rows=4)
    anew = forms.BooleanField(
        label=_("Ask the units that are ticked to classify their information anew"),
        required=False,
        help_text=_("Each of them gets an action that names the information sets."),
    )

    def __init__(
        self,
        data: FormData = None,
        *,
        access: Access,
        proposal: AffectedProposal,
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["owner_unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: editable_units(access, EDIT).filter(valid_to__isnull=True),
            label=_("Your unit"),
            help_text=_("The incident belongs to this unit, which leads the handling."),
            empty_label=_("Choose"),
        )
        self.fields["units"] = units_field(
            access,
            list(proposal.units),
            label=_("Affected units"),
            help_text=_("The people of these units who may read incidents can read this one."),
            why=proposal.units,
        )
        self.fields["tracks"] = tracks_field(proposal)
        ask_knowledge(self, None, _("Left empty: when it was detected."))
        self.order_fields(
            [
                *("title", "occurred_at", "detected_at", "owner_unit", "severity", "personal_data"),
                *("description", "units", "tracks", "aware_at", "aware_because", "anew"),
            ]
        )


class LinksForm(forms.Form):
    """Form of the nodes the incident hit and the units it affects."""

    def __init__(
        self,
        data: FormData = None,
        *,
        access: Access,
        linked: Sequence[VisibleNode],
        units: Sequence[Unit],
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["add"] = PickField(
            rows=Pickable(access, Node),
            label=_("One more thing that was hit"),
            required=False,
            help_text=_(
                "The number or the whole name of a service, a supplier, a platform or another thing."
            ),
        )
        if linked:
            self.fields["remove"] = forms.MultipleChoiceField(
                label=_("Was not hit after all"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(str(seen.record), seen.label) for seen in linked if seen.record],
                help_text=_("Tick what is to be taken away from the incident."),
            )
        self.fields["units"] = units_field(
            access,
            units,
            label=_("Affected units"),
            help_text=_("The people of these units who may read incidents can read this one."),
        )
