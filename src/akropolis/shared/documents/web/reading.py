"""Reading a decided version, downloading it, and confirming that one has read it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.files import contents
from akropolis.base.kernel.registers.web.files import download_response
from akropolis.base.kernel.reporting import CONTENT_TYPES, Form, render_html_fragment
from akropolis.base.kernel.reporting import render as rendered
from akropolis.base.lib.document import Document, mask
from akropolis.base.ui.parts import Term
from akropolis.shared.documents.models import Acknowledgement, DocumentVersion
from akropolis.shared.documents.register.pages import WORDS, version_url, way
from akropolis.shared.documents.rules.content import DocumentCover, document
from akropolis.shared.documents.selectors.readers import READS, is_for
from akropolis.shared.documents.selectors.versions import applied_of, version_at, versions_of
from akropolis.shared.documents.services import reading

FILES: tuple[tuple[str, Form], ...] = (("Word", "docx"), ("PDF", "pdf"), ("OpenDocument", "odt"))
OVER = gettext_lazy("This version does not apply. Version %(number)s does.")
MASKED = "maskad"
"""Parameter of a file's address: without what is marked as secret, to hand out."""
COMING = gettext_lazy("This version does not apply yet. It does from %(day)s.")


@requires(READS)
def version(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Show the version, its decision, and links to other versions. POST confirms that the user has read it."""
    access, found = access_of(request), version_at(access_of(request), pk, number)
    if request.method == "POST":
        with refusals_as_messages(request):
            reading.acknowledge(access, found)
            messages.success(request, _("It is noted that you have taken note of this version."))
        return redirect(version_url(found.document, number))
    held = applied_of(access, [found.document], timezone.localdate()).get(found.document_id)
    applies = held is not None and held.version.pk == found.pk
    standing = WORDS[held.standing] if held and applies else None
    mine = Acknowledgement.objects.visible(access).filter(of=found, person=access.actor.id).first()
    context = {
        "title": found.title,
        "version": found,
        "crumbs": way(found.document, _("Version %(number)s") % {"number": number}),
        "terms": _terms(found),
        "standing": standing,
        "sentence": "" if applies else _over(found, held.version if held else None),
        "newer_url": version_url(found.document, held.version.number) if held and not applies else "",
        "printed": ""
        if found.file
        else render_html_fragment(_tree(access, found), top_level=2, contents=True),
        "files": _files(found),
        "mine": mine,
        "asked": applies and mine is None and _is_asked_to_confirm(access, found),
        "others": [
            (each.number, version_url(found.document, each.number))
            for each in versions_of(access, found.document)
            if each.pk != found.pk
        ],
    }
    return render(request, "documents/version.html", context)


def _is_asked_to_confirm(access: Access, found: DocumentVersion) -> bool:
    return found.document.acknowledge and is_for(access, found.document)


def _over(found: DocumentVersion, now: DocumentVersion | None) -> str:
    if now is None or now.number < found.number:
        return COMING % {"day": date_format(found.valid_from)}
    return OVER % {"number": now.number}


def _terms(found: DocumentVersion) -> list[Term]:
    until = date_format(found.valid_to) if found.valid_to else _("until further notice")
    said = (
        (_("Decided by"), f"{found.approved_by}, {found.approver_role}"),
        (_("Date of the decision"), date_format(found.approved_on)),
        (_("Diary number"), found.diary_number),
        (_("Valid"), f"{date_format(found.valid_from)}–{until}"),
        (_("What is new"), found.summary),
    )
    return [Term(label=label, value=value) for label, value in said if value]


def _files(found: DocumentVersion) -> list[tuple[str, str]]:
    if found.file:
        return [(found.file.name, reverse("documents-original-file", args=[found.document_id, found.number]))]
    made = [
        (name, reverse("documents-version-file", args=[found.document_id, found.number, form]))
        for name, form in FILES
    ]
    if found.document.read_by_name:
        made += [(_("%(form)s, masked") % {"form": name}, f"{url}?{MASKED}=1") for name, url in made]
    return made


def _tree(access: Access, found: DocumentVersion) -> Document:
    """Build the document tree; readers outside the unit get it masked, as secrecy applies between nämnder too."""
    cover = DocumentCover(
        title=found.title,
        kind=found.document.get_kind_display(),
        unit=found.document.owner_unit.name,
        version=f"Version {found.number}",
        status="",
        day=found.approved_on,
        decider=f"{found.approved_by}, {found.approver_role}",
        diary_number=found.diary_number,
    )
    tree = document(cover, found.chapters)
    return tree if access.may(READS, found.document.owner_unit) else mask(tree)


@requires(READS)
@require_safe
@heavy(also_read=True)
def paper(request: HttpRequest, pk: UUID, number: int, form: str) -> HttpResponse:
    """Download the version as `form`: Word, PDF or OpenDocument. Raises Hidden if the version is a file."""
    access = access_of(request)
    found = version_at(access, pk, number)
    chosen: Form = or_hidden(next((each for _name, each in FILES if each == form and not found.file), None))
    name = f"{found.document.number}-version-{found.number}.{form}"
    tree = _tree(access, found)
    if request.GET.get(MASKED):
        tree, name = mask(tree), f"{MASKED}-{name}"
    return file_answer(rendered(tree, chosen), name, CONTENT_TYPES[chosen])


@requires(READS)
@require_safe
def original(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Download the file that was decided. Raises Hidden if the version is not a file."""
    stored = or_hidden(version_at(access_of(request), pk, number).file)
    return download_response(stored, contents.content(stored.sha256))
