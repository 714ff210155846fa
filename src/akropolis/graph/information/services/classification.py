"""Classification of an information set: the draft and its parts, and the decision, which can never be edited."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.plain import Plain
from akropolis.graph.assets.services.lowerings import appointments_to_decide
from akropolis.graph.information.models import ClassificationDecision, ClassificationDraft, InformationSet
from akropolis.graph.information.rules.mapping import EARLIEST
from akropolis.graph.information.rules.parts import about_of, digest_part, part_of, with_part
from akropolis.graph.information.rules.validity import Validity
from akropolis.graph.information.selectors.classification import DECIDE, EDIT, assess_answers, scheme_now
from akropolis.graph.information.services import handing_over, reasons
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.answers import (
    carried_over,
    read_answers,
    without_texts,
    write_answers,
)
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.selectors import legal_bases
from akropolis.shared.classification.selectors.schemes import body_of
from akropolis.shared.clocks.selectors import clock_in_days

ECHO = timedelta(seconds=5)
BEYOND = "beyond"
"""Refusal code for an answer above the catalogue's levels. Nothing of the refused input is stored."""


def validity(day: date) -> Validity:
    """Return the usual and the longest validity of decisions taken on the day, by the city's time limits."""
    otherwise = Validity()
    return Validity(
        clock_in_days("classification-proposed", day, otherwise.usual),
        clock_in_days("classification-longest", day, otherwise.longest),
    )


# The draft


def begin(access: Access, information: InformationSet) -> ClassificationDraft:
    """Return the set's existing draft, or create one by the scheme in force.

    A new draft starts from the latest decision's answers, as far as they fit the scheme. The caller has
    already asked the user whether Sweden's security is concerned. Raises Hidden, or Refused if the set
    cannot be classified.
    """
    with writing(access) as w:
        current = _fresh(w, information, EDIT)
        found = ClassificationDraft.everything.filter(information=current).first()
        if found is not None:
            return found
        scheme = _scheme(access)
        values = {"information": current, "scheme": scheme, **_from_before(current, scheme)}
        return w.create(ClassificationDraft, values, permission=EDIT)


def _fresh(w: Writer, information: InformationSet, permission: str) -> InformationSet:
    current: InformationSet | None = (
        InformationSet.everything.select_related("owner_unit").filter(pk=information.pk).first()
    )
    if current is None or not w.access.may(permission, current.owner_unit):
        raise Hidden
    if current.pointer:
        raise Refused(
            _("This information is handled outside the system, by the head of protective security."),
            code="pointer",
        )
    if current.archived_at:
        raise Refused(
            _("The information set is archived. Take it back into use before it is classified."),
            code="archived",
        )
    return current


def _scheme(access: Access) -> Scheme:
    scheme = scheme_now(access)
    if scheme is None:
        raise Refused(
            _("There is no published classification scheme. Ask the information security coordinator."),
            code="no_scheme",
        )
    return scheme


def _from_before(information: InformationSet, scheme: Scheme) -> dict[str, object]:
    said = {name: getattr(information, name) for name in ("personal_data", "people", "protected_people")}
    latest = ClassificationDecision.everything.filter(information=information).order_by("-number").first()
    before = carried_over(body_of(scheme), read_answers(latest.answers)).answers if latest else None
    answers = write_answers(before) if before else {}
    return {"description": information.description, "answers": {**answers, "about": said}}


def save(
    access: Access, draft: ClassificationDraft, part: str, value: Plain, *, seen: str, pressed: bool = True
) -> ClassificationDraft:
    """Save one part of the draft.

    `seen` is the digest of the part as the user opened it: raises Stale if that part has changed since.
    `pressed` is false for an autosave, which, if it arrives late, never removes an answer given by a button.

    Raises Refused with the code `beyond` if an answer is above the catalogue's levels, and `gone` if the
    draft no longer exists. Nothing is stored in either case.
    """
    with writing(access) as w:
        current = _draft(w, draft)
        stored = part_of(current.description, current.answers, part)
        echo = (pressed or stored.keys() <= value.keys()) and _own_echo(w, current)
        if digest_part(stored) != seen and stored != value and not echo:
            raise Stale(_("Someone else has saved this since you opened it."), current=current)
        changed = {"answers": with_part(current.answers, part, value)}
        if "description" in value:
            changed["description"] = value["description"]
        if assess_answers(access, body_of(current.scheme), changed["answers"]).beyond:
            raise Refused(_("What you answered lies above what is classified here."), code=BEYOND)
        return w.update(current, changed, permission=EDIT)


def _own_echo(w: Writer, draft: ClassificationDraft) -> bool:
    """Tell whether the same user saved a moment ago: the page autosaves while they write, then they press Save."""
    last = Change.objects.filter(object_id=draft.pk).order_by("-seq").first()
    return last is not None and last.actor_id == w.access.actor.id and w.at - last.at < ECHO


def _draft(w: Writer, draft: ClassificationDraft, permission: str = EDIT) -> ClassificationDraft:
    rows = ClassificationDraft.everything.select_related("scheme", "information__owner_unit")
    current: ClassificationDraft | None = rows.filter(pk=draft.pk).first()
    if current is None:
        raise Refused(
            _("The classification has been decided or thrown away since you opened it."), code="gone"
        )
    _fresh(w, current.information, permission)
    return current


def renew(access: Access, draft: ClassificationDraft) -> ClassificationDraft:
    """Move the draft to the scheme edition in force, keeping the answers that fit that edition."""
    with writing(access) as w:
        current, scheme = _draft(w, draft), scheme_now(access)
        if scheme is None or scheme.pk == current.scheme_id:
            return current
        carried = carried_over(body_of(scheme), read_answers(current.answers)).answers
        answers = {**current.answers, **write_answers(carried)}
        return w.update(current, {"scheme": scheme, "answers": answers}, permission=EDIT)


def begin_from(
    access: Access, draft: ClassificationDraft, other: ClassificationDecision
) -> ClassificationDraft:
    """Copy the answers of another set's decision into the draft, as far as they fit its scheme.

    Written reasons are copied only if both sets belong to the same unit. Raises Refused with the code
    `answered` if something is already answered; nothing is overwritten.
    """
    with writing(access) as w:
        current = _draft(w, draft)
        if any(current.answers.get("harms", {}).values()):
            raise Refused(
                _("Something is answered already. Throw the draft away if you want to begin from another."),
                code="answered",
            )
        carried = carried_over(body_of(current.scheme), read_answers(other.answers)).answers
        if other.information.owner_unit_id != current.information.owner_unit_id:
            carried = without_texts(carried)
        taken = write_answers(carried)
        answers = {**current.answers, "harms": taken["harms"], "legal": taken["legal"]}
        return w.update(current, {"answers": answers}, permission=EDIT)


def discard(access: Access, draft: ClassificationDraft) -> None:
    """Discard the draft. An earlier decision stays in force."""
    with writing(access) as w:
        w.remove(_draft(w, draft), permission=EDIT)


def send(access: Access, draft: ClassificationDraft, *, version: int) -> ClassificationDraft:
    """Send the draft to the users who may decide: they are notified, and it joins their pending tasks.

    A draft that is already sent is returned unchanged. `version` is the version of the draft that the user
    read: raises Stale if it has changed. Raises Refused if something is missing.
    """
    with writing(access) as w:
        current = _draft(w, draft)
        if current.sent_at is not None:
            return current
        if current.version != version:
            raise Stale(_("Someone else has saved this since you opened it."), current=current)
        _levels(access, current)
        sent = w.update(current, {"sender_id": access.actor.id, "sent_at": w.at}, permission=EDIT)
        handing_over.tell_deciders(w, sent)
        return sent


# The decision


def decide(
    access: Access, draft: ClassificationDraft, *, appointment: object, valid_to: date, version: int
) -> ClassificationDecision:
    """Make a decision of the draft's outcome.

    `version` is the version of the draft that the user read: raises Stale if it has changed. `appointment`
    is the key of the appointment in which the user decides; its role and the user's name are frozen as text.
    Raises Hidden without the right in the unit, Invalid for an impossible role or date, Refused if something
    is missing.
    """
    with writing(access, because=_("Classification decision")) as w:
        current = _draft(w, draft, DECIDE)
        information = current.information
        if current.version != version:
            raise Stale(_("Someone else has saved this since you opened it."), current=current)
        today = timezone.localdate(w.at)
        role = _role(access, information, appointment)
        _check_date(valid_to, today)
        levels, answers = _levels(access, current)
        values = {
            "description": current.description,
            "answers": answers,
            "decider_id": access.actor.id,
            "decider_name": access.actor.name,
            "decider_role": role,
            "valid_to": valid_to,
        }
        made = _write(w, information, current.scheme, levels, values)
        about = asdict(about_of(current.description, current.answers))
        w.update(information, {"classified_on": today, "valid_to": valid_to, **about}, permission=DECIDE)
        w.remove(current, permission=DECIDE)
        reasons.settle_reasons(w, information)
        handing_over.tell_sender(w, current)
        return made


def _role(access: Access, information: InformationSet, appointment: object) -> str:
    held = appointments_to_decide(access, information.owner_unit)
    found = next((each for each in held if str(each.pk) == str(appointment)), None)
    if found is None:
        raise Invalid({"appointment": [_("Choose in which of your roles you decide.")]})
    return found.role.name


def _check_date(valid_to: date, today: date) -> None:
    last = validity(today).last(today)
    if valid_to <= today:
        raise Invalid({"valid_to": [_("The decision must hold longer than today. Choose a later day.")]})
    if valid_to > last:
        words = {"day": last.isoformat()}
        raise Invalid({"valid_to": [_("The decision may hold until %(day)s at the most.") % words]})


def _levels(access: Access, draft: ClassificationDraft) -> tuple[Mapping[str, int | None], dict[str, object]]:
    """Return the levels to decide, and the answers to freeze, with the provisions as they read now."""
    scheme = scheme_now(access)
    if scheme is None or scheme.pk != draft.scheme_id:
        raise Refused(
            _("The scheme has a new edition. Go over to it, and look through the answers."), code="scheme"
        )
    found = assess_answers(access, body_of(draft.scheme), draft.answers)
    if found.beyond:
        raise Refused(_("What you answered lies above what is classified here."), code=BEYOND)
    if found.problems:
        raise Refused(_("Something is not answered yet. See what is missing."), code="missing")
    applying = set(read_answers(draft.answers).legal)
    known = legal_bases.as_provisions(legal_bases.in_force(access))
    frozen = [asdict(each) for each in known if each.code in applying]
    return found.levels, {**draft.answers, "provisions": frozen}


def _write(
    w: Writer,
    information: InformationSet,
    scheme: Scheme,
    levels: Mapping[str, int | None],
    values: Mapping[str, date | dict[str, object] | str | UUID | None] | dict[str, object],
) -> ClassificationDecision:
    before = ClassificationDecision.everything.filter(information=information).order_by("-number").first()
    own = {aspect.value: levels.get(aspect) for aspect in ORDER}
    frozen = {"information_name": information.name, "unit_name": information.owner_unit.name}
    place = {"information": information, "scheme": scheme, "number": before.number + 1 if before else 1}
    return w.create(
        ClassificationDecision,
        {**place, **frozen, **own, "decided_at": w.at, **values},
        permission=DECIDE,
    )


def decide_imported(
    w: Writer,
    information: InformationSet,
    levels: Mapping[str, int | None],
    *,
    scheme: Scheme,
    origin: str,
    valid_to: date,
    decided_on: date | None = None,
    decider_name: str = "",
    decider_role: str = "",
    note: str = "",
) -> ClassificationDecision:
    """Store a decision taken in another tool, in the caller's transaction. `origin` names the file it came
    from.

    `decided_on` is the day it was taken in that tool (default today); `decided_at` is when it was imported.
    If no decider is named, the importing user is the decider. A draft in progress is kept. Raises Hidden
    without the right to decide in the unit, Invalid for a level that the scheme does not have or that is
    above the catalogue.
    """
    current = _fresh(w, information, DECIDE)
    _check_levels(levels, scheme)
    taken = decided_on or timezone.localdate(w.at)
    values = {
        "description": current.description,
        "answers": {"imported": {"decided_on": taken.isoformat(), "note": note}},
        "decider_name": decider_name or w.access.actor.name,
        "decider_role": decider_role or _("read in from a file"),
        "valid_to": valid_to,
        "origin": origin,
    }
    made = _write(w, current, scheme, levels, values)
    w.update(current, {"classified_on": taken, "valid_to": valid_to}, permission=DECIDE)
    reasons.settle_reasons(w, current)
    return made


def record(
    access: Access,
    information: InformationSet,
    levels: Mapping[str, int | None],
    *,
    decided_on: date,
    valid_to: date | None,
    note: str,
) -> ClassificationDecision:
    """Store a decision sent by another tool, by the scheme in force. Without `valid_to` it gets the usual
    validity.

    Raises the errors of `decide_imported`, Invalid for impossible days, and Refused if no scheme is in
    force.
    """
    with writing(access) as w:
        today = timezone.localdate(w.at)
        holds = validity(today)
        if faults := day_faults(holds, decided_on, valid_to, today):
            raise Invalid({name: [sentence] for name, sentence in faults.items()})
        return decide_imported(
            w,
            information,
            levels,
            scheme=_scheme(access),
            origin="API",
            valid_to=valid_to or holds.proposed(decided_on),
            decided_on=decided_on,
            note=note,
        )


def day_faults(holds: Validity, decided_on: date, valid_to: date | None, today: date) -> dict[str, str]:
    """Return a dict from field name to error for the days of a decision taken elsewhere; empty if there are
    no errors.

    Without `valid_to` the usual validity applies; the caller computes it only if there are no errors, so
    that nothing is computed from a day that is too far away.
    """
    if not EARLIEST <= decided_on <= today:
        return {"decided_on": _("The decision's day may not lie after today, nor before 2005.")}
    if valid_to is None:
        return {}
    if valid_to <= decided_on:
        sentence = _("The decision must be valid to a later day than the one on which it was taken.")
        return {"valid_to": sentence}
    most = holds.last(decided_on)
    if valid_to > most:
        return {"valid_to": _("The decision may hold until %(day)s at the most.") % {"day": most.isoformat()}}
    return {}


def _check_levels(levels: Mapping[str, int | None], scheme: Scheme) -> None:
    body = body_of(scheme)
    wrong = {}
    for aspect, level in levels.items():
        if level is not None and not 0 <= level <= body.highest:
            sentence = _("The level must lie between 0 and %(most)s. What lies above is not kept here.")
            wrong[aspect] = [sentence % {"most": body.highest}]
    if wrong:
        raise Invalid(wrong)
