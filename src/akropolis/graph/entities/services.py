"""Operations on legal entities: describe them, decide their class, and register them and their changes."""

from collections.abc import Collection, Mapping
from datetime import date
from ipaddress import ip_network
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused, Stale
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.swedish import listing
from akropolis.graph.compliance.models import (
    EntityClass,
    EntityProfile,
    EntitySector,
    RegisteredField,
    Registration,
    RegistrationFact,
    Sector,
)
from akropolis.graph.entities.selectors import EDIT, Entities, Entity

EARLIEST = date(2005, 1, 1)
"""The earliest day that may be stated for a fact or a registration."""
type Given = tuple[str, date | None]
"""A fact's value as the user wrote it, and the day from which it is true."""


def describe(
    access: Access,
    unit: Unit,
    values: Mapping[str, object],
    sectors: Collection[Sector],
    *,
    version: int | None,
) -> EntityProfile:
    """Save what the test asks of the entity. Raises Hidden without the right, Stale if somebody has saved since."""
    with writing(access) as w:
        profile, seen = _profile(w, unit, version)
        w.update(profile, values, version=seen)
        _set_sectors(w, profile, sectors)
        return profile


def _profile(w: Writer, unit: Unit, version: int | None = None) -> tuple[EntityProfile, int | None]:
    """Return the entity's profile, created if missing, and the version to check against (None for a new profile).

    Raises Hidden if the unit is not a legal entity that the user may edit.
    """
    entity = Entities(w.access, timezone.localdate(w.at), EDIT).one(unit.code)
    if entity.profile is not None:
        return entity.profile, version
    return w.create(EntityProfile, {"unit": unit, "employees": unit.employees}), None


def _set_sectors(w: Writer, profile: EntityProfile, sectors: Collection[Sector]) -> None:
    held = {row.sector_id: row for row in EntitySector.objects.visible(w.access).filter(profile=profile)}
    wanted = {sector.pk: sector for sector in sectors}
    for key in held.keys() - wanted.keys():
        w.remove(held[key])
    for key in wanted.keys() - held.keys():
        w.create(EntitySector, {"profile": profile, "sector": wanted[key]})


def decide(access: Access, unit: Unit, values: Mapping[str, object], *, version: int | None) -> EntityProfile:
    """Decide the class of the entity, with paragraph, reason and day.

    Also stores the class that the test proposes at that moment. Raises Invalid, keyed by field: for a
    missing reason if the test does not propose the class, for a missing paragraph, and for a day in the
    future.
    """
    with writing(access) as w:
        profile, seen = _profile(w, unit, version)
        today = timezone.localdate(w.at)
        proposal = Entities(access, today).one(unit.code).proposal
        _check_decision(values, proposal.kind, today)
        frozen = {"proposed": proposal.kind or "", "decided_by": access.actor.name}
        return w.update(profile, {**values, **frozen}, version=seen)


def _check_decision(values: Mapping[str, Any], proposed: str | None, today: date) -> None:
    errors: dict[str, list[str]] = {}
    if values["entity_class"] not in EntityClass.values:
        errors["entity_class"] = [_("Choose a class.")]
    if not values["provision"].strip():
        errors["provision"] = [_("Write the paragraph that gives the class.")]
    if values["entity_class"] != proposed and not values["reason"].strip():
        errors["reason"] = [_("The test proposes otherwise. Write why the class is another.")]
        if proposed is None:
            errors["reason"] = [_("The test proposes no class yet. Write why it is this one.")]
    if not values["decided_on"] or values["decided_on"] > today:
        errors["decided_on"] = [_("Write the day of the decision. It can not lie ahead.")]
    if errors:
        raise Invalid(errors)


# What is registered


def save_facts(
    access: Access, unit: Unit, given: Mapping[str, Given], *, version: int | None = None
) -> list[RegistrationFact]:
    """Save the current facts.

    A changed fact becomes a new row, and the time to register it runs from the given day. A fact that no
    registration has reported is corrected in place, if its day or its value is unchanged. Raises Invalid,
    keyed by field, and then nothing is changed; Stale if somebody else has changed the facts since the user
    opened them.
    """
    with writing(access) as w:
        (profile, _seen), today = _profile(w, unit), timezone.localdate(w.at)
        entity = Entities(access, today).one(unit.code)
        if version is not None and version != entity.version:
            raise Stale(_("Someone else has saved this since you opened it."), current=entity)
        changed = {name: each for name, each in given.items() if _is_new(entity, name, each)}
        _check_facts(entity, changed, today)
        return [_state_one(w, profile, entity.now.get(name), name, *each) for name, each in changed.items()]


def save_fact(access: Access, unit: Unit, name: str, given: Given) -> RegistrationFact:
    """Save one fact as `save_facts` does, and return it; return the stored fact if it is unchanged."""
    save_facts(access, unit, {name: given})
    return Entities(access, timezone.localdate()).one(unit.code).now[name]


def _is_new(entity: Entity, name: str, given: Given) -> bool:
    held = entity.now.get(name)
    return (
        given[0].strip() != ""
        if held is None
        else (held.value, held.true_from) != (given[0].strip(), given[1])
    )


def _check_facts(entity: Entity, given: Mapping[str, Given], today: date) -> None:
    errors = {}
    for name, (value, day) in given.items():
        if wrong := _wrong_value(name, value.strip()):
            errors[name] = [wrong]
        if wrong := _wrong_day(entity.facts, name, value.strip(), day, today):
            errors[f"{name}_from"] = [wrong]
    if errors:
        raise Invalid(errors)


def _wrong_value(name: str, value: str) -> str:
    if not value:
        return _("It has been stated, and can not be emptied. Write what holds now.")
    try:
        if name == RegisteredField.EMAIL:
            validate_email(value)
        elif name == RegisteredField.IP_RANGES:
            for line in value.split("\n"):
                ip_network(line.strip(), strict=False)
    except (ValidationError, ValueError):
        if name == RegisteredField.EMAIL:
            return _("Write one e-mail address, for example sakerhet@staden.se.")
        return _("Write one IP address or network on each line, for example 192.0.2.0/24.")
    return ""


def _wrong_day(
    facts: Collection[RegistrationFact], name: str, value: str, day: date | None, today: date
) -> str:
    if day is None or not EARLIEST <= day <= today:
        return _("Write from which day it is true. It can not lie ahead.")
    told = [fact for fact in facts if fact.field == name and fact.registration_id is not None]
    if told and value == told[-1].value:
        return _("It is registered so already. Leave the day as it was, or write what has changed.")
    if told and day <= told[-1].true_from:
        words = {"day": told[-1].true_from.isoformat()}
        return _("What was registered before is true from %(day)s. Write a later day.") % words
    return ""


def _state_one(
    w: Writer, profile: EntityProfile, held: RegistrationFact | None, name: str, value: str, day: date | None
) -> RegistrationFact:
    values = {"value": value.strip(), "true_from": day}
    if held and held.registration_id is None and (held.value == values["value"] or held.true_from == day):
        return w.update(held, values)
    return w.create(RegistrationFact, {"profile": profile, "field": name, **values})


def register(access: Access, unit: Unit, values: Mapping[str, Any]) -> Registration:
    """Record a registration that reports all changes up to the day it was sent.

    Raises Refused if no change is unreported or a fact is missing, and Invalid for a day in the future.
    """
    with writing(access) as w:
        (profile, _seen), today = _profile(w, unit), timezone.localdate(w.at)
        entity = Entities(access, today).one(unit.code)
        _check_registration(values, today)
        told = [fact for fact in entity.changes if fact.true_from <= values["sent_on"]]
        if entity.lacking:
            names = listing([str(each.label) for each in entity.lacking], _("and"))
            raise Refused(_("This has to be stated first: %(names)s.") % {"names": names})
        if not told:
            raise Refused(_("Nothing has changed that was not registered by that day."))
        made = w.create(Registration, {"profile": profile, **values})
        for fact in told:
            w.update(fact, {"registration": made})
        return made


def confirm(
    access: Access, made: Registration, values: Mapping[str, Any], *, version: int | None
) -> Registration:
    """Update the registration: when it was sent, when confirmed and under which number."""
    with writing(access) as w:
        w.require(made)
        _check_registration(values, timezone.localdate(w.at))
        told = (
            RegistrationFact.objects.visible(access).filter(registration=made).order_by("-true_from").first()
        )
        if told is not None and told.true_from > values["sent_on"]:
            words = {"fact": told.get_field_display(), "day": told.true_from.isoformat()}
            raise Invalid({"sent_on": [_("It told of %(fact)s, which is true from %(day)s.") % words]})
        return w.update(made, values, version=version)


def _check_registration(values: Mapping[str, Any], today: date) -> None:
    errors = {}
    sent, confirmed = values["sent_on"], values["confirmed_on"]
    if not sent or not EARLIEST <= sent <= today:
        errors["sent_on"] = [_("Write the day on which it was sent. It can not lie ahead.")]
    elif confirmed and not sent <= confirmed <= today:
        errors["confirmed_on"] = [_("It can not be confirmed before it was sent, nor on a day ahead.")]
    if confirmed and not values["receipt"].strip():
        errors["receipt"] = [_("Write the number on the receipt, or leave the day of confirmation empty.")]
    if errors:
        raise Invalid(errors)
