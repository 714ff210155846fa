"""The answer to a request as a paper. The addressee is not in it: see `RequestAnswer`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.lib.document import Block, Document, DocumentMeta, bullets, heading, paragraph, table
from akropolis.privacy.data_requests.models import DataRequest, DataRequestKind, RequestSearch
from akropolis.privacy.processing.models import Processing, ProcessingCategory, ProcessingRecipient


def answer_paper(access: Access, request: DataRequest, day: date, *, refused: bool = False) -> Document:
    """Return the answer or the refusal, in the city's language (GDPR articles 12 and 15)."""
    with override(settings.LANGUAGE_CODE):
        meta = DocumentMeta(
            authority=request.owner_unit.name,
            handler=request.handler.name if request.handler else "",
            date=day.isoformat(),
            diary_number=request.number,
            kind=str(request.get_kind_display()),
        )
        title = _("Decision on your request") if refused else _("Answer to your request")
        return Document(title=title, meta=meta, blocks=tuple(_blocks(access, request, refused=refused)))


def address_paper(request: DataRequest, document: Document) -> Document:
    """Return the paper with the addressee, as long as the request says who it is."""
    lines = ", ".join(each for each in (request.requester, request.contact) if each)
    return replace(document, meta=replace(document.meta, recipient=lines))


def _blocks(access: Access, request: DataRequest, *, refused: bool) -> Iterator[Block]:
    words = {"kind": request.get_kind_display(), "day": date_format(request.received_on)}
    yield paragraph(_("We received your request on %(day)s: %(kind)s.") % words)
    if refused:
        yield paragraph(_("We do not do what you ask for. These are the reasons:"))
    yield from (paragraph(text.strip()) for text in request.answer.split("\n\n"))
    if request.kind == DataRequestKind.ACCESS and not refused:
        rows = RequestSearch.objects.visible(access).filter(request=request).exclude(done_at=None)
        searches = list(rows.select_related("processing"))
        found = [each.processing for each in searches if each.found]
        if searches:  # what nobody has searched is not said to hold nothing
            yield heading(1, _("Where we process your personal data"))
        if searches and not found:
            yield paragraph(_("We have searched and found no personal data about you."))
        for row in found:
            yield heading(2, row.title)
            yield table([_("About"), _("What applies")], list(_lines(row)), widths=(1, 3))
    if request.left_out:
        yield heading(1, _("What we leave out"))
        yield paragraph(f"{request.left_out} ({request.provision})")
    rights = [
        _(
            "You may ask us to rectify or erase data, restrict the processing, or object to it (articles 16–21)."
        ),
        _("You may complain to Integritetsskyddsmyndigheten (IMY), imy.se (article 77)."),
    ]
    if request.owner_unit.kind == UnitKind.COMPANY:
        rights.append(_("You may bring the matter to court (article 79)."))
    else:
        appeal = _(
            "You may appeal against a refusal to the administrative court. Send the appeal to us within three weeks"
            " from when you received this (Act 2018:218, chapter 7, section 2; Act 2017:900, sections 43–44)."
        )
        rights.append(appeal)
    yield heading(1, _("Your rights"))
    yield bullets(rights)


def _lines(row: Processing) -> Iterator[tuple[str, str]]:
    """Yield what article 15.1 a–d and g–h demand, of one processing. What is not written is said to be unknown."""
    kinds = [str(each.category) for each in ProcessingCategory.everything.filter(processing=row)]
    recipients = [each.name for each in ProcessingRecipient.everything.filter(processing=row, rejected=False)]
    none = _("None") if row.has_recipients is False else ""
    months = row.retention_months and _("%(months)s months.") % {"months": row.retention_months}
    kept = _("It is preserved.") if row.preserved else months or ""
    automated = {True: _("Yes"), False: _("No"), None: ""}[row.automated]
    for name, value in (
        (_("Purpose"), row.purpose),
        (_("Personal data"), ", ".join(filter(None, [*kinds, row.other_categories]))),
        (_("Recipients"), ", ".join(recipients) or none),
        (_("How long"), f"{kept} {row.retention}".strip()),
        (_("Where the data comes from"), row.data_source),
        (_("Automated decisions"), automated),
    ):
        yield name, value or _("Not written in our record.")
