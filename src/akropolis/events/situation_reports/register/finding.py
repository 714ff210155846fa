"""URLs and breadcrumbs of the pages of a situation picture or a draft, and of the subject's page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.ui.parts import Crumb
from akropolis.events.situation_reports.models import Situation, SituationDraft


def situation_crumbs(found: Situation | SituationDraft, *last: str) -> list[Crumb]:
    """Return the breadcrumbs of a page, starting from the subject's page. `last` are the labels that follow."""
    return [Crumb(label=found.row.label(), url=subject_url(found)), *(Crumb(label=each) for each in last)]


def subject_url(found: Situation | SituationDraft) -> str:
    """Return the URL of the subject's page, at its series of situation pictures."""
    return found.subject.page(found.row)


def draft_url(draft: SituationDraft, key: str = "") -> str:
    """Return the URL where an answer of the draft is written."""
    if key:
        return reverse("situation-draft-answer", args=[draft.pk, key])
    return reverse("situation-draft", args=[draft.pk])


def name_of(number: int) -> str:
    """Return the name of the situation picture with that number."""
    return _("Situation picture no. %(number)s") % {"number": number}
