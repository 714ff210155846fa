"""Pages of a legal entity: overview, test of its class, registration; and its pending tasks."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers import display
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.lib.swedish import date_iso
from akropolis.base.ui.parts import Cell, Crumb, Table, Term
from akropolis.graph.compliance.models import EntityProfile, RegisteredField, Registration, RegistrationFact
from akropolis.graph.compliance.rules.entities import EntityStatus
from akropolis.graph.compliance.rules.permissions import READ as READ_MEASURES
from akropolis.graph.entities import reports as words
from akropolis.graph.entities import services
from akropolis.graph.entities.register.entity_list import EntityList
from akropolis.graph.entities.selectors import EDIT, FIRST_CLOCK, READ, Entities, Entity
from akropolis.graph.entities.web.entity_forms import ClassForm, DescribeForm, FactsForm, RegistrationForm
from akropolis.shared.clocks.reports.clock_words import (
    ClockStepLine,
    due_in_words,
    explain,
    explain_from_start,
)


def url_of(entity: Entity) -> str:
    """Return the URL of the entity's page."""
    return reverse("entity", args=[entity.unit.code])


@requires(READ)
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a legal entity: class with reasons, sectors, supervisors, registration, and ceilings of sanction fees."""
    access = access_of(request)
    found = Entities(access, timezone.localdate())
    entity = found.one(code)
    fees = [
        (row, row.said("ceiling"), Cell(text=row.provision, note=row.get_mark_display()))
        for row in found.ceilings(entity)
    ]
    context = {
        "title": entity.unit.name,
        "crumbs": [
            Crumb(label=str(EntityList.crumb), url=reverse(EntityList.key)),
            Crumb(label=entity.unit.name),
        ],
        "entity": entity,
        "kind": words.class_in_words(entity.kind),
        "proposal": words.class_in_words(entity.proposal.kind),
        "terms": _terms(entity),
        "sectors": _sectors(entity),
        "standing": words.standing_cell(entity.standing),
        "due": due_in_words(entity.due[1]) if entity.due and entity.last_day else "",
        "steps": _clock(entity),
        "facts": _facts(entity),
        "ceilings": words.table(_("Sanction fees"), (_("For what"), _("At most"), _("Provision")), fees),
        "history": _history(access, entity),
        "may_edit": access.may(EDIT, entity.unit),
        "applies_url": reverse("compliance-applicability", args=[code])
        if access.may(READ_MEASURES, entity.unit)
        else "",
    }
    return render(request, "entities/entity.html", context)


def _terms(entity: Entity) -> list[Term]:
    profile = entity.profile
    if profile is None or profile.decided_on is None:
        return []
    return [
        Term(label=_("Class"), value=profile.get_entity_class_display()),
        Term(label=_("Provision"), value=profile.provision),
        Term(label=_("Reason"), value=profile.reason or _("As the test proposes.")),
        Term(label=_("Decided"), value=date_iso(profile.decided_on), note=profile.decided_by),
    ]


def _sectors(entity: Entity) -> Table:
    heads = (_("Sector"), _("Annex"), _("Supervision"), _("Provision"))
    rows = [
        (
            Cell(text=row.title, note=row.said("note")),
            row.get_annex_display(),
            row.said("supervisor"),
            Cell(text=row.provision, note=row.get_mark_display()),
        )
        for row in entity.sectors
    ]
    return words.table(_("Sectors and supervision"), heads, rows, _("No sector is stated."))


def _clock(entity: Entity) -> tuple[ClockStepLine, ...] | list[ClockStepLine]:
    """Explain the due date: of the change, or that the first registration must be made at once."""
    if entity.standing is EntityStatus.UNREGISTERED and entity.covered_from:
        return explain_from_start(FIRST_CLOCK, entity.covered_from)
    return explain(*entity.due) if entity.due and entity.last_day else ()


def _facts(entity: Entity) -> Table:
    """Return a table of the facts' current values, each with the earlier values."""
    rows = []
    for each in RegisteredField:
        if said := [fact for fact in reversed(entity.facts) if fact.field == each]:
            now, *before = said
            past = "; ".join(f"{_line(fact)} ({date_iso(fact.true_from)})" for fact in before)
            held = Cell(text=_line(now), note=_("Before: %(past)s") % {"past": past} if past else "")
            rows.append((each.label, held, date_iso(now.true_from), _fact_cell(now)))
    heads = (_("Fact"), _("What holds now"), _("True from"), _("Registered"))
    return words.table(_("Facts of the registration"), heads, rows, _("Nothing is stated yet."))


def _line(fact: RegistrationFact) -> str:
    return fact.value.replace("\n", ", ")


def _fact_cell(fact: RegistrationFact) -> Cell:
    if fact.registration is None:
        return Cell(text=_("Not registered"), kind="warning")
    return Cell(text=date_iso(fact.registration.sent_on), note=fact.registration.receipt)


def _history(access: Access, entity: Entity) -> list[display.ShownEvent]:
    keys = [entity.profile.pk] if entity.profile else []
    parts: tuple[tuple[type[Tracked], list[UUID]], ...] = (
        (EntityProfile, keys),
        (RegistrationFact, [fact.pk for fact in entity.facts]),
        (Registration, [row.pk for row in entity.registrations]),
    )
    shown = [each for model, keys in parts for each in display.history(model, events_of(keys), access)]
    return sorted(shown, key=lambda each: -each.event.seq)


# The forms


def _form(
    request: HttpRequest,
    entity: Entity,
    form: VersionedForm,
    act: Callable[[], object],
    title: str,
    **more: Any,
) -> HttpResponse:
    """Return the page with the form; once valid and saved, redirect to the entity's page or to the page `then`."""
    then, said = more.pop("then", "entity"), more.pop("said", _("The change is saved."))
    if request.method == "POST" and form.is_valid() and form.carry_out(act) is not None:
        if said:
            messages.success(request, said)
        return redirect(then, code=entity.unit.code)
    crumbs = (
        Crumb(label=str(EntityList.crumb), url=reverse(EntityList.key)),
        Crumb(label=entity.unit.name, url=url_of(entity)),
        Crumb(label=title),
    )
    return form_page(request, form, f"{title}: {entity.unit.name}", crumbs, back=url_of(entity), also=more)


def _requested_entity(request: HttpRequest, code: str) -> tuple[Access, Entities, Entity]:
    """Return what the user may change of the entity. Raises Hidden if they may not."""
    access = access_of(request)
    found = Entities(access, timezone.localdate(), EDIT)
    return access, found, found.one(code)


@requires(EDIT)
def describe(request: HttpRequest, code: str) -> HttpResponse:
    """Show the questions of the test; POST saves the answers and redirects to the class that the test proposes."""
    access, found, entity = _requested_entity(request, code)
    form = DescribeForm(request.POST or None, access=access, entity=entity, day=found.day)
    lead = " ".join(words.limit_in_words(limit) for limit in found.size_limits.values())
    more = {"lead": lead, "submit": _("Show the proposal"), "then": "entity-class", "said": ""}
    act = lambda: services.describe(access, entity.unit, *form.described(), version=form.seen)  # noqa: E731
    return _form(request, entity, form, act, _("Test the class"), **more)


@requires(EDIT)
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Show the test's proposal with each step, and the form for the class; POST decides the class."""
    access, found, entity = _requested_entity(request, code)
    form, proposal = ClassForm(request.POST or None, entity=entity, day=found.day), entity.proposal
    more = {
        "proposal": words.class_in_words(proposal.kind),
        "known": proposal.kind is not None,
        "provision": proposal.provision,
        "covers": words.steps_table(_("Is it covered by the act?"), proposal.covers),
        "raises": words.steps_table(_("Is it essential?"), proposal.raises),
        "describe_url": reverse("entity-test", args=[code]),
        "template": "entities/entity_class.html",
    }
    act = lambda: services.decide(access, entity.unit, form.row_values(), version=form.seen)  # noqa: E731
    return _form(request, entity, form, act, _("Decide the class"), **more)


@requires(EDIT)
def state(request: HttpRequest, code: str) -> HttpResponse:
    """Show the facts of the registration, each with the day from which it is true; POST saves them."""
    access, _found, entity = _requested_entity(request, code)
    form = FactsForm(request.POST or None, entity=entity)
    lead = _(
        "Write what holds now and from which day. The time to register a change runs from the day on which the fact"
        " changed, not from when it was noticed."
    )
    act = lambda: services.save_facts(access, entity.unit, form.given(), version=form.seen)  # noqa: E731
    return _form(request, entity, form, act, _("Facts of the registration"), lead=lead)


@requires(EDIT)
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form for a registration that has been sent, the first one or one of changes; POST records it."""
    access, found, entity = _requested_entity(request, code)
    form = RegistrationForm(request.POST or None, initial={"sent_on": found.day})
    told = [f"{fact} ({date_iso(fact.true_from)})" for fact in entity.changes]
    more = {"told": told, "template": "entities/entity_register.html"}
    act = lambda: create_once(request, lambda: services.register(access, entity.unit, form.row_values()))  # noqa: E731
    return _form(request, entity, form, act, _("Registration is sent"), **more)


@requires(EDIT)
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form for when a registration was sent and confirmed, and its number; POST saves it."""
    rows = Registration.objects.visible(access_of(request)).select_related("profile__unit")
    made = rows.one(pk=pk)
    access, _found, entity = _requested_entity(request, made.profile.unit.code)
    names = ("sent_on", "receipt", "confirmed_on", "version")
    form = RegistrationForm(request.POST or None, initial={name: getattr(made, name) for name in names})
    act = lambda: services.confirm(access, made, form.row_values(), version=form.seen)  # noqa: E731
    return _form(request, entity, form, act, _("Receipt of the registration"))


# Pending tasks

FIRST = (EntityStatus.UNCLASSED, EntityStatus.UNREGISTERED)
"""Statuses overdue from the day the act covers the entity, if it does: unknown while the class is undecided."""
WAITS = (EntityStatus.LATE, *FIRST, EntityStatus.CHANGED)


def _waiting(access: Access, today: date) -> Iterator[Entity]:
    for entity in Entities(access, today).every:
        hers = access.may if entity.standing is EntityStatus.UNCLASSED else access.is_asked
        if entity.standing in WAITS and hers(EDIT, entity.unit):
            yield entity


@task_feed(right=EDIT, rows=_waiting)
def pending_entities(entity: Entity) -> PendingTask:
    """Return the task for a legal entity whose class or registration waits for those who keep it.

    Its head gets the task too. If the class is undecided, so do users who may decide it in the whole city.
    """
    changed = ", ".join(str(fact.get_field_display()) for fact in entity.changes)
    title, why = {
        EntityStatus.UNCLASSED: (
            _("Decide the class of %(unit)s under the Cybersecurity Act"),
            _("It may be covered since %(day)s, and nobody has decided if it is. The test proposes a class."),
        ),
        EntityStatus.UNREGISTERED: (
            _("Register %(unit)s under the Cybersecurity Act"),
            _("It is covered by the act, and no registration is noted."),
        ),
    }.get(entity.standing, (_("Register what has changed of %(unit)s"), _("Changed: %(changed)s.")))
    return PendingTask(
        key=f"entity:{entity.unit.code}:{entity.standing}:{entity.last_day or ''}",
        title=title % {"unit": entity.unit.name},
        url=url_of(entity),
        why=why % {"changed": changed, "day": date_iso(entity.covered_from) if entity.covered_from else ""},
        due=entity.covered_from if entity.standing in FIRST else entity.last_day,
        reasons=tuple(_clock(entity)),
        about=refer(entity.unit),
    )
