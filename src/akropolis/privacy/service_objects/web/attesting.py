"""The page on which a controller's record is confirmed, the act on an object, and the tasks to do so."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.lib.swedish import date_iso, date_prose, listing, number
from akropolis.base.ui.parts import Cell, Column, Crumb, build_table
from akropolis.privacy.processing.register.processings import EDIT
from akropolis.privacy.processing.selectors.article_30 import FIELDS, ArticleField, find_lacking
from akropolis.privacy.service_objects.models import Attestation, ServiceObject
from akropolis.privacy.service_objects.register.attestation_list import attestation_url, lacking_words
from akropolis.privacy.service_objects.rules.attesting import AHEAD
from akropolis.privacy.service_objects.selectors.attesting import (
    ATTEST,
    FOLLOW,
    OBJECT_EDIT,
    READ,
    YEAR,
    AttestationRow,
    digest_of_rows,
    list_attestations,
    objects_lacking,
    record_of,
)
from akropolis.privacy.service_objects.services.attesting import attest_object, attest_record
from akropolis.privacy.service_objects.web.cards import TARGET

LABELS = {field.key: field for field in FIELDS}


class AttestForm(forms.Form):
    """What the user saw of the record (`digest_of_rows`)."""

    seen = forms.CharField(widget=forms.HiddenInput)


def _controller(access: Access, pk: UUID) -> Unit:
    rows = Unit.objects.visible(access).filter(access.units(READ), pk=pk, kind__in=OWN_AUTHORITY)
    return or_hidden(rows.first())


def _crumbs(unit: Unit) -> list[Crumb]:
    start = Crumb(label=_("The record of processing"), url=reverse("processings-list"))
    return [start, Crumb(label=_("Yearly confirmations"), url=reverse("attestation-list"))]


def _missing(fields: Iterable[ArticleField]) -> str:
    return listing([f"{field.label} ({field.provision})" for field in fields], _("and"))


def _record_context(request: HttpRequest, unit: Unit, _form: AttestForm) -> Mapping[str, object]:
    access, today = access_of(request), timezone.localdate()
    rows = list(record_of(access, unit, today).select_related("owner_unit"))
    lacking = find_lacking(access, [row.pk for row in rows])
    gaps = sum(map(bool, lacking.values()))
    attested = list(Attestation.objects.visible(access).filter(unit=unit, service_object=None))
    changed = {row.pk for row in rows if not attested or row.updated_at > attested[0].created_at}
    cells = [
        [
            Cell(text=row.title, url=reverse("processings-detail", args=[row.pk]), note=row.number),
            Cell(text=_missing(lacking[row.pk]) or _("Nothing"), kind="" if lacking[row.pk] else "success"),
            Cell(text=date_iso(timezone.localdate(row.updated_at)) if row.pk in changed else _("No")),
        ]
        for row in sorted(rows, key=lambda row: not lacking[row.pk])
    ]
    when = Column(label=_("Changed since last confirmed") if attested else _("Changed"), unbroken=True)
    gap_words = ngettext(
        "Confirm, with %(n)s processing that has something missing",
        "Confirm, with %(n)s processings that have something missing",
        gaps,
    )
    writes = access.may(EDIT, unit)
    fresh = bool(attested) and not changed and today < attested[0].attested_on + YEAR - AHEAD
    return {
        "seen": digest_of_rows(rows),
        "rows": rows,
        "table": build_table(_("The record"), [_("Processing"), _("Missing"), when], cells),
        "may": access.may(ATTEST, unit),
        "writes": f"{reverse('processings-build')}?unit={unit.code}" if writes else "",
        "next": _next_step(unit, gaps if writes else 0) if fresh else None,
        "submit": gap_words % {"n": number(gaps)} if gaps else _("Confirm the record"),
        "earlier": [(made, [_frozen(each) for each in made.rows]) for made in attested],
        "back": reverse("attestation-list"),
    }


def _next_step(unit: Unit, gaps: int) -> tuple[str, str]:
    """Return label and URL of what comes after confirming: to fill in what is missing, else the other confirmations."""
    if not gaps:
        return _("Yearly confirmations"), reverse("attestation-list")
    query = urlencode({"owner_unit": str(unit.code), "standing": "incomplete"})
    return _("Fill in what is missing"), f"{reverse('processings-list')}?{query}"


def _frozen(row: Mapping[str, Any]) -> str:
    found = _("%(number)s, version %(version)s") % row
    lacks = _missing(LABELS[key] for key in row["lacking"] if key in LABELS)
    return f"{found}: {lacks}" if lacks else found


ATTEST_RECORD = Act(
    on=ActTarget(READ, _controller, lambda unit: reverse("record-attestation", args=[unit.pk]), _crumbs),
    form=AttestForm,
    do=lambda access, unit, form: attest_record(access, unit, seen=form.cleaned_data["seen"]),
    once=True,
    after=lambda made: reverse("record-attestation", args=[made.unit_id]),
    done=gettext_lazy("The record is confirmed. You are asked again in a year."),
    title=lambda unit: _("Confirm the record of processing: %(unit)s") % {"unit": unit},
    crumb=lambda unit: unit.name,
    template="service_objects/attest_record.html",
    context=_record_context,
)


def _object_lead(row: ServiceObject) -> str:
    lacking = objects_lacking([row], {}, timezone.localdate())[row.pk]
    words = lacking_words([key for key in lacking if key != "services"])
    sentence = _("You confirm that owner, lead, services, instruction and routine are right.")
    return f"{sentence} {_('Missing: %(what)s.') % {'what': words}}" if words else sentence


ATTEST_OBJECT = Act(
    on=TARGET,
    form=VersionedForm,
    initial=("version",),
    do=lambda access, row, form: attest_object(access, row, version=form.seen),
    once=True,
    after=lambda made: reverse("objects-detail", args=[made.service_object_id]),
    done=gettext_lazy("The object is confirmed. You are asked again in a year."),
    title=lambda row: _("Confirm the object: %(object)s") % {"object": row},
    lead=_object_lead,
    submit=gettext_lazy("Confirm the object"),
)


def _awaited(access: Access, today: date) -> Iterable[AttestationRow]:
    """Yield what the user is asked to confirm; the head is asked when it is late, the object's owner before others."""
    for row in list_attestations(access, today):
        head = access.is_asked(FOLLOW, row.unit)
        if (made := row.service_object) is None:
            asked = access.is_asked(ATTEST, row.unit)
        elif access.may(OBJECT_EDIT, row.unit):
            asked = (
                access.is_asked(OBJECT_EDIT, row.unit)
                if made.owner_id is None
                else made.owner_id == access.actor.id
            )
            head = head and made.owner_id != access.actor.id
            asked = asked or head
        else:
            asked = False
        if asked and row.awaited(today, by_head=head):
            yield row


@task_feed(_awaited)
def pending_attestations(row: AttestationRow) -> PendingTask:
    """A task for each record and object to confirm; a late one is the head's too."""
    subject = row.service_object or row.unit
    words = {"what": subject, "day": date_prose(row.attested_on) if row.attested_on else ""}
    title = (
        _("Confirm the object %(what)s")
        if row.service_object
        else _("Confirm the record of processing of %(what)s")
    )
    never, since = _("It has never been confirmed."), _("It was last confirmed on %(day)s.")
    if row.service_object is None and not row.count:
        title, never = _("Begin the record of processing of %(what)s"), _("There is no record of processing.")
    return PendingTask(
        key=f"attestation:{subject.pk}:{row.last_on}",
        title=title % words,
        url=reverse("object-attest", args=[subject.pk]) if row.service_object else attestation_url(row),
        why=f"{(since if row.attested_on else never) % words} {_('It is confirmed once a year.')}",
        due=row.last_on,
        about=refer(subject),
    )
