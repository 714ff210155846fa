"""The pages on which a deviation is raised from another row, or left as it is until a day."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Unpack
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assurance.deviations.models import Deviation, DeviationException
from akropolis.assurance.deviations.rules.permissions import ACCEPT, EDIT
from akropolis.assurance.deviations.services.deviations import (
    SOURCES,
    grant_exception,
    raise_deviation,
)
from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm, active_people
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel

DETAIL = "deviations-detail"
USUAL = timedelta(days=90)
"""The time to correct a deviation, and the length of an exception, that the forms propose."""


class DeviationForm(VersionedForm, model=Deviation):
    """What deviates from which criterion, how grave it is, and when it must be corrected."""

    title = FromModel()
    what = FromModel(rows=5)
    criterion = FromModel()
    grade = FromModel(initial="minor")
    found_on = FromModel(initial=timezone.localdate)
    due_on = FromModel(initial=lambda: timezone.localdate() + USUAL)


class ExceptionForm(VersionedForm, model=DeviationException):
    """Who owns the exception, why it is granted and until when."""

    reasons = FromModel(
        gettext_lazy("What makes it bearable until then, and what is done meanwhile."), rows=5
    )
    ends_on = FromModel(initial=lambda: timezone.localdate() + USUAL)

    def __init__(self, data: FormData, *, access: Access, **given: Unpack[FormGiven]) -> None:
        super().__init__(data, **given)
        self.fields["owner"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda _rows: active_people(access),
            label=_("Owner of the exception"),
            help_text=_("Is reminded before it ends."),
        )


def _find(access: Access, register: str, pk: UUID) -> Record:
    source, declared = or_hidden(SOURCES.entries.get(register)), registry.get(register)
    row: Record = declared.model.objects.visible(access).select_related("owner_unit").one(pk=pk)
    or_hidden(source.known(access, row))
    access.must(EDIT, row.owner_unit)
    return row


def _key(row: Record) -> str:
    return or_hidden(registry.of(type(row))).key


def _known(request: HttpRequest, row: Record) -> Mapping[str, object]:
    return {"initial": or_hidden(SOURCES.get(_key(row)).known(access_of(request), row))}


def _raise(access: Access, row: Record, form: DeviationForm) -> Deviation:
    source = SOURCES.get(_key(row))
    known = or_hidden(source.known(access, row))
    with writing(access) as w:
        return raise_deviation(w, {**known, **form.row_values(), "found_by": source.found_by}, source=row)


RAISE = Act(
    on=ActTarget(EDIT, _find, lambda row: reverse(f"{_key(row)}-detail", args=[row.pk]), Record.label),
    form=DeviationForm,
    given=_known,
    do=_raise,
    once=True,
    after=lambda made: reverse(DETAIL, args=[made.pk]),
    done=gettext_lazy("The deviation is registered. Now choose who is responsible, and state the cause."),
    title=gettext_lazy("Register a deviation"),
    lead=Record.label,
    submit=gettext_lazy("Register the deviation"),
)
EXCEPT = Act(
    on=ActTarget(ACCEPT, row_of(Deviation, "owner_unit"), DETAIL, Deviation.label, unit="owner_unit"),
    form=ExceptionForm,
    given=lambda request, row: {"access": access_of(request), "initial": {"owner": row.responsible_id}},
    initial=("version",),
    do=lambda access, row, form: grant_exception(access, row, form.row_values(), version=form.seen),
    done=lambda made: (
        _("The exception is granted until %(day)s. Then the deviation is open again.")
        % {"day": made.ends_on.isoformat()}
    ),
    title=gettext_lazy("Grant an exception"),
    lead=Deviation.label,
    submit=gettext_lazy("Grant the exception"),
)
