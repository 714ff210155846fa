"""The pages of schemes: the list of editions, one edition's content, and publishing or discarding a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, form_page, refusals_as_messages, requires
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Crumb, Table, build_table
from akropolis.base.ui.words import Phrase
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.differences import differences
from akropolis.shared.classification.rules.permissions import LEGAL_BASIS, SCHEME
from akropolis.shared.classification.rules.scheme import SchemeBody
from akropolis.shared.classification.selectors import schemes as selectors
from akropolis.shared.classification.selectors import sentences
from akropolis.shared.classification.services import schemes
from akropolis.shared.classification.web.forms import DiscardForm, PublishForm

READ, EDIT = f"{SCHEME}:read", f"{SCHEME}:edit"


def crumbs(*steps: tuple[Phrase, str]) -> list[Crumb]:
    """Return the breadcrumbs: the list of schemes, then `steps`, (label, URL) each; the last has no URL."""
    first = Crumb(label=_("Classification schemes"), url=reverse("classification-schemes"))
    return [first, *(Crumb(label=str(label), url=url) for label, url in steps)]


def scheme_of(access: Access, code: str, edition: int) -> Scheme:
    """Return the edition of the scheme with the code. Raises `Hidden` if there is none."""
    found: Scheme = Scheme.objects.visible(access).one(code=code, edition=edition)
    return found


def draft_of(access: Access, code: str, edition: int) -> Scheme:
    """Return the edition if it is a draft and the user may edit it. Raises `Hidden` otherwise."""
    found = scheme_of(access, code, edition)
    if found.published_at is not None or not found.writable_by(access):
        raise Hidden
    return found


@requires(READ)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the list of all editions."""
    access = access_of(request)
    current = selectors.edition_in_force(access)
    context = {
        "title": _("Classification schemes"),
        "table": _editions(selectors.editions(access), current),
        "current": current,
        "may_read_legal": access.anywhere(f"{LEGAL_BASIS}:read"),
    }
    return render(request, "classification/schemes.html", context)


def _editions(found: list[Scheme], current: Scheme | None) -> Table:
    rows = [
        [
            Cell(text=scheme.name_text, url=address(scheme)),
            number(scheme.edition),
            state(scheme, current),
            scheme.valid_from.isoformat(),
            scheme.source,
        ]
        for scheme in found
    ]
    columns = (_("Name"), _("Edition"), _("State"), _("Valid from"), _("Source"))
    empty = _(
        "There is no scheme yet. The one that comes with the system is loaded with: akropolis content load"
    )
    return build_table(_("Editions"), columns, rows, empty=empty)


def address(scheme: Scheme) -> str:
    """Return the URL of the edition's page."""
    return reverse("classification-scheme", args=[scheme.code, scheme.edition])


def state(scheme: Scheme, current: Scheme | None) -> str:
    """Return the state of an edition in words; `current` is the edition in force."""
    if scheme.published_at is None:
        return _("Draft")
    if current is not None and scheme.pk == current.pk:
        return _("In force")
    return _("Published, not yet in force") if scheme.valid_from > timezone.localdate() else _("Earlier")


@requires(READ)
@require_safe
def detail(request: HttpRequest, code: str, edition: int) -> HttpResponse:
    """Show one edition as a table of kinds of harm and levels. A draft lists what is missing, with links."""
    access = access_of(request)
    scheme = scheme_of(access, code, edition)
    body = selectors.body_of(scheme)
    writes = scheme.writable_by(access)
    draft = scheme.published_at is None
    context = {
        "title": str(scheme),
        "crumbs": crumbs((str(scheme), "")),
        "scheme": scheme,
        "body": body,
        "state": state(scheme, selectors.edition_in_force(access)),
        "criteria": criteria_table(body),
        "edits": draft and writes,
        "renews": writes and not draft,
        "problems": _changes_in_words(scheme) if draft else [],
    }
    return render(request, "classification/scheme.html", context)


def _changes_in_words(scheme: Scheme) -> list[str]:
    return [sentence for texts in schemes.problems(scheme).values() for sentence in texts]


def criteria_table(body: SchemeBody) -> Table:
    """Return a table of what each level means: one row per kind of harm, one column per level."""
    columns = (_("Kind of harm"), *(f"{level.value} {level.label}" for level in body.levels))
    beyond = _("Outside the catalogue")
    rows = [
        [
            category.name,
            *(beyond if level.beyond else body.criterion(category.key, level.value) for level in body.levels),
        ]
        for category in body.categories
    ]
    return build_table(_("What each level means"), columns, rows)


def _otherwise(current: Scheme | None, body: SchemeBody) -> list[str]:
    if current is None:
        return []
    found = differences(selectors.body_of(current), body)
    return [sentences.difference(each, body) for each in found]


def _steps(scheme: Scheme) -> list[Crumb]:
    return crumbs((str(scheme), address(scheme)))


def _published(draft: Scheme) -> str:
    words = {"scheme": draft, "day": draft.valid_from.isoformat()}
    return _("%(scheme)s is published and is valid from %(day)s.") % words


def _before_publishing(request: HttpRequest, draft: Scheme, _form: PublishForm) -> dict[str, object]:
    current = selectors.edition_in_force(access_of(request))
    return {
        "scheme": draft,
        "current": current,
        "otherwise": _otherwise(current, selectors.body_of(draft)),
        "problems": _changes_in_words(draft),
    }


RENEW = ButtonAct(
    on=ActTarget(EDIT, scheme_of, address),
    do=schemes.new_edition,
    done=gettext_lazy("The draft is made. Write in it, and publish it when it is done."),
    after=address,
)
DRAFT = ActTarget(EDIT, draft_of, address, _steps)
PUBLISH = Act(
    on=DRAFT,
    form=PublishForm,
    initial=("version",),
    do=lambda access, draft, form: schemes.publish(access, draft, version=form.seen),
    done=_published,
    title=lambda draft: _("Publish %(scheme)s") % {"scheme": draft},
    crumb=gettext_lazy("Publish"),
    template="classification/publish.html",
    context=_before_publishing,
)


@requires(EDIT)
def discard(request: HttpRequest, code: str, edition: int) -> HttpResponse:
    """Discard a draft; a GET shows the confirmation page."""
    access = access_of(request)
    draft = draft_of(access, code, edition)
    if request.method == "POST":
        with refusals_as_messages(request):
            schemes.discard(access, draft)
            messages.success(request, _("The draft is thrown away."))
            return redirect("classification-schemes")
        return redirect(address(draft))
    title = _("Throw away %(scheme)s") % {"scheme": draft}
    words = {
        "lead": _("What is written in the draft cannot be brought back. Published editions are not touched."),
        "submit": _("Throw the draft away"),
        "variant": "danger",
        "back": address(draft),
    }
    way = crumbs((str(draft), address(draft)), (_("Throw away"), ""))
    return form_page(request, DiscardForm(), title, way, also=words)
