"""The register of campaigns, and the table of the questions that the city adds to them."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptTable
from akropolis.base.kernel.registers.declaration import DueRule, FieldSection, Register
from akropolis.shared.campaigns.models import Campaign, CampaignQuestion
from akropolis.shared.campaigns.rules.states import SENT
from akropolis.shared.campaigns.services.campaigns import VERBS


def _onward(row: Campaign, asked: Mapping[str, str]) -> str:
    """Return the next page: choosing whom to ask, limited to what the referring list shows."""
    about = f"?{urlencode({'about': asked['about']})}" if "about" in asked else ""
    return reverse("campaign-choose", args=[row.pk]) + about


CAMPAIGNS = Register(
    key="campaigns",
    slug="rundfragor",
    model=Campaign,
    one=_("campaign"),
    many=_("Campaigns"),
    intro=_("The same questions to many units at once, with who has answered and who has not."),
    empty=_("No campaigns here. Add one, choose whom to ask, and send it."),
    sections=(
        FieldSection(_("What is asked"), ("title", "kind", "text")),
        FieldSection(_("Who asks, and until when"), ("owner_unit", "responsible", "last_on", "signing")),
    ),
    columns=("title", "number", "kind", "owner_unit", "last_on", "status"),
    filters=("owner_unit", "kind", "status", "last_on"),
    sort=("-last_on", "sort_key", "number"),
    internal=("status", "sent_on", "questions", "digest"),
    fixed=("kind",),
    due=DueRule(
        date="last_on",
        person="responsible",
        open=Q(status=SENT, archived_at__isnull=True),
        verb=_("Follow up and close"),
    ),
    verbs=VERBS,
    steps={"close": _("Close the campaign"), "reopen": _("Open the campaign again")},
    onward=_onward,
)
QUESTIONS = KeptTable(
    key="campaign-questions",
    slug="rundfragornas-fragor",
    model=CampaignQuestion,
    intro=_(
        "Questions of the city's own, which come after those of the kind. What has been sent keeps its wording."
    ),
    add=_("New question"),
    fields=("kind", "name", "name_en", "form", "required"),
    columns=("name", "kind", SOURCE, VALID, MARK),
    content="questions.yaml",
    under=("campaigns-list", _("Campaigns")),
)
