"""Panels on a processing's page: what is missing, people and data, places, other controllers, recipients."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import Panel, PanelContent, PanelPlace, RowAct
from akropolis.base.lib.swedish import number
from akropolis.base.ui.words import Phrase
from akropolis.privacy.processing.models import Processing, ProcessingRole, find_controller
from akropolis.privacy.processing.register.processings import may_write
from akropolis.privacy.processing.selectors.article_30 import ArticleField, lacking_of
from akropolis.privacy.processing.selectors.contents import Contents, contents_of

PAGES = {
    "groups": "processing-people",
    "categories": "processing-people",
    "parties": "processing-party-add",
    "controllers": "processing-party-add",
}
"""The work page on which a piece of information is written, where it is not the form of the processing."""
ROLES = {
    ProcessingRole.CONTROLLER: gettext_lazy("%(unit)s is the controller."),
    ProcessingRole.JOINT: gettext_lazy("%(unit)s is the controller together with others."),
    ProcessingRole.PROCESSOR: gettext_lazy("%(unit)s is a processor for somebody else."),
}


def standing_panel(access: Access, row: Processing) -> PanelContent:
    """Return who is the controller, what article 30 demands that is not written, and the way to write it."""
    lacking = lacking_of(access, row.pk)
    held, may = contents_of(access, row), may_write(access, row)
    places = [(each, _place(held, each) if may else "") for each in lacking]
    sentences = [
        *_controller_sentences(row),
        _missing_sentence(len(lacking)),
        *_sensitive_sentences(access, row),
    ]
    return PanelContent(context={"lacking": places} if places else None, sentences=sentences)


def _controller_sentences(row: Processing) -> Iterator[str]:
    unit, controller = row.owner_unit, find_controller(row.owner_unit)
    if controller is None:
        yield _("%(unit)s is neither a committee nor a company, so nobody is the controller.") % {
            "unit": unit
        }
    else:
        yield ROLES[ProcessingRole(row.role)] % {"unit": controller}
    if unit.valid_to and not row.ended_on:
        over = unit.valid_to < timezone.localdate()
        text = _("%(unit)s ended on %(day)s.") if over else _("%(unit)s ends on %(day)s.")
        yield text % {"unit": unit, "day": unit.valid_to.isoformat()}
        yield _("Move the processing to the unit that takes over, or end it.")


def _missing_sentence(count: int) -> str:
    if not count:
        return _("Everything that article 30 demands is written.")
    text = ngettext(
        "%(n)s piece of information that article 30 demands is missing.",
        "%(n)s pieces of information that article 30 demands are missing.",
        count,
    )
    return text % {"n": number(count)}


def _sensitive_sentences(access: Access, row: Processing) -> Iterator[str]:
    """Yield that special categories of data lack an exception (GDPR article 9.2)."""
    special = [str(e.category) for e in contents_of(access, row).categories if e.category.special]
    if special and not row.special_basis:
        text = _(
            "Special categories of data need an exception in article 9.2, and none is chosen: %(names)s."
        )
        yield text % {"names": ", ".join(special)}


def _place(held: Contents, field: ArticleField) -> str:
    """Return the URL of where the information is written."""
    row = held.row
    if field.key in ("recipients", "transfers", "processor_transfers") and getattr(row, field.fields[0]):
        bare = [each.pk for each in held.recipients if each.third_country and each.transfer_basis is None]
        return (
            reverse("processing-recipient", args=bare[:1])
            if bare
            else reverse("processing-recipient-add", args=[row.pk])
        )
    if page := PAGES.get(field.key):
        return reverse(page, args=[row.pk])
    return f"{reverse('processings-edit', args=[row.pk])}#id_{field.fields[-1]}"


def _panel(key: str, title: Phrase, page: str, label: Phrase) -> Panel:
    """Return the panel of what belongs to a processing; a controller alone has none of other controllers."""

    def build(access: Access, row: Processing) -> PanelContent | None:
        held, may = contents_of(access, row), may_write(access, row)
        add = RowAct(label, reverse(page, args=[row.pk])) if may else None
        if getattr(held, key) if key != "people" else any(value for _label, value in held.people):
            return PanelContent(context={"held": held, "add": add, "title": title})
        if key == "parties" and row.role == ProcessingRole.CONTROLLER:
            return None
        none = key == "recipients" and row.has_recipients is False
        return PanelContent(
            missing=_("Is not disclosed to anyone.") if none else _("Nothing is written."), add=add
        )

    return Panel(key, build, f"processing/_{key}_panel.html", title=title)


CHANGE, ADD = gettext_lazy("Change"), gettext_lazy("Add")
PANELS = [
    Panel("standing", standing_panel, "processing/_lacking_panel.html", PanelPlace.FIRST),
    _panel("people", gettext_lazy("People and data"), "processing-people", CHANGE),
    _panel("places", gettext_lazy("Where it is done"), "processing-places", CHANGE),
    _panel("parties", gettext_lazy("Other controllers"), "processing-party-add", ADD),
    _panel("recipients", gettext_lazy("Recipients and transfers"), "processing-recipient-add", ADD),
]
