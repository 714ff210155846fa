"""A later change of a template, offered to the processing that was taken from it."""

from collections.abc import Mapping

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.parts import build_table
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processing_sources.selectors.templates import find_offer
from akropolis.privacy.processing_sources.services.templates import answer_offer
from akropolis.privacy.processing_sources.web.filling import TARGET


class TemplateAnswerForm(VersionedForm):
    """Whether the change is taken over."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What do you do with it?"),
        choices=[
            ("take", gettext_lazy("Take over what the template says now")),
            ("keep", gettext_lazy("Keep what we have")),
        ],
        widget=forms.RadioSelect,
    )


def _compared(request: HttpRequest, row: Processing, _form: TemplateAnswerForm) -> Mapping[str, object]:
    offer = find_offer(access_of(request), row)
    rows = [(each.label, each.before, each.after) for each in offer.changes] if offer else []
    heads = ("", _("What you have"), _("What the template says now"))
    return {
        "table": build_table(_("What has changed"), heads, rows, empty=_("Nothing that you have is changed."))
    }


ANSWER_OFFER = Act(
    on=TARGET,
    form=TemplateAnswerForm,
    initial=("version",),
    do=lambda access, row, form: answer_offer(
        access, row, take=form.cleaned_data["answer"] == "take", version=form.seen
    ),
    title=gettext_lazy("The template has changed"),
    lead=gettext_lazy(
        "The city has changed the template that this was taken from. Nothing happens until you choose."
    ),
    template="registers/offered_change.html",
    context=_compared,
)


def offer_panel(access: Access, row: Processing) -> PanelContent | None:
    """Say in the head of the page that the template has changed, with the way to the choice."""
    if row.archived_at or not row.writable_by(access) or (offer := find_offer(access, row)) is None:
        return None
    words = listing(list(dict.fromkeys(each.label for each in offer.changes)), _("and"))
    return PanelContent(
        sentences=[_("The template that it was taken from has changed: %(fields)s.") % {"fields": words}],
        acts=[RowAct(_("Compare and choose"), reverse("processing-offer", args=[row.pk]), ActRank.BESIDE)],
    )
