"""The page of what a node offers: the operator's current offer, and all earlier ones."""

from datetime import date
from functools import partial
from typing import TypedDict, Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.lib.swedish import capitalised
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, FormGiven, unmarked
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.selectors.sight import node_crumbs, record_url
from akropolis.graph.offers.models import Offer
from akropolis.graph.offers.reports.gap_words import aspect_name
from akropolis.graph.offers.rules.offers import is_valid_on
from akropolis.graph.offers.rules.permissions import OFFER
from akropolis.graph.offers.selectors.offers import (
    level_words,
    levels_to_state,
    may_state,
    shared_url,
    statements,
)
from akropolis.graph.offers.services import offers
from akropolis.graph.offers.web.finding import node_at
from akropolis.shared.classification.rules.aspects import LETTERS, ORDER, Aspect, in_letters
from akropolis.shared.classification.selectors.schemes import aspects_in_use
from akropolis.shared.evidence.register.panels import evidence_of_rows

READ = f"{OFFER}:read"


class OfferStatement(TypedDict):
    """An offer, as the arguments of the service `state`."""

    levels: dict[str, int | None]
    evidence: str
    stated_on: date
    valid_to: date | None


class OfferForm(ModelFieldsForm, model=Offer):
    """Form to state an offer: a level per aspect, the evidence, and the first and last day."""

    evidence = FromModel(
        gettext_lazy(
            "For example which measures are in place, and when they were last examined and by whom."
            " Everyone who uses the service reads it."
        ),
        label=gettext_lazy("What shows it"),
        rows=5,
    )
    stated_on = day_field(gettext_lazy("Stated on"))
    valid_to = FromModel(
        gettext_lazy("After that day it counts as not stated. Leave it empty if no day is set.")
    )

    def __init__(self, data: FormData, *, access: Access, node: Node, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        today = timezone.localdate()
        levels = [(str(value), level_words(value, label)) for value, label in levels_to_state(access, today)]
        self.asked = [aspect for aspect in ORDER if aspect in aspects_in_use(access, today)]
        for aspect in self.asked:
            self.fields[aspect] = self._level(aspect, node.levels[aspect], levels)

    def _level(self, aspect: str, demanded: int | None, levels: list[tuple[str, str]]) -> forms.ChoiceField:
        field = forms.ChoiceField(
            label=capitalised(aspect_name(aspect)), required=False, choices=[("", _("Not stated")), *levels]
        )
        unmarked(field)
        if demanded is not None:
            words = {"level": f"{LETTERS[Aspect(aspect)]}{demanded}"}
            field.help_text = _("%(level)s is demanded now.") % words
        return field

    @property
    def level_fields(self) -> list[object]:
        """Return the fields of the levels, in the order of the aspects."""
        return [self[aspect] for aspect in self.asked]

    def values(self) -> OfferStatement:
        """Return the valid input as the arguments of the service `state`."""
        given = {a: self.cleaned_data.get(a) or "" for a in self.asked}
        names = ("evidence", "stated_on", "valid_to")
        levels: dict[str, int | None] = {
            aspect: int(level) if level else None for aspect, level in given.items()
        }
        evidence, stated_on, valid_to = (self.cleaned_data[name] for name in names)
        return {"levels": levels, "evidence": evidence, "stated_on": stated_on, "valid_to": valid_to}


@requires(READ)
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the current and earlier offers of a node; the operator can state a new one."""
    access = access_of(request)
    node = node_at(access, pk)
    before = statements(access, node)
    may = may_state(access, node)
    if request.method == "POST" and not may:
        raise Hidden
    initial = _initial(before[0] if before else None)
    form = OfferForm(request.POST or None, access=access, node=node, initial=initial) if may else None
    if form is not None and form.is_bound and form.is_valid():
        tried = attempt(
            form, lambda: create_once(request, partial(offers.state, access, node, **form.values()))
        )
        if tried.done:
            messages.success(request, _("The statement is saved and counts from now on."))
            return redirect(shared_url(node.kind, node.record))
    title = _("Offered level")
    context = {
        "title": title,
        "node": node,
        "form": form,
        "demanded": in_letters(node.levels),
        "statements": _statements(access, before),
        "row_url": record_url(NodeKind(node.kind), node.record),
        "back": shared_url(node.kind, node.record),
        "crumbs": node_crumbs(node, Crumb(label=title)),
    }
    return render(request, "offers/offer.html", context, status=422 if form and form.errors else 200)


def _initial(latest: Offer | None) -> dict[str, date] | dict[str, object]:
    first = {"stated_on": timezone.localdate()}
    if latest is None:
        return first
    levels = {a: "" if level is None else str(level) for a, level in latest.levels.items()}
    return {**levels, "evidence": latest.evidence, **first}


def _statements(access: Access, rows: list[Offer]) -> list[dict[str, object]]:
    proofs = evidence_of_rows(access, rows)
    return [_offer_context(row, latest=row is rows[0]) | {"proof": proofs.get(row.pk)} for row in rows]


def _offer_context(row: Offer, *, latest: bool) -> dict[str, object]:
    expired = latest and not is_valid_on(row.valid_to, timezone.localdate())
    return {"row": row, "letters": in_letters(row.levels), "latest": latest, "expired": expired}
