"""Work pages, declared: the row in the page's URL, a form, the service that handles the form, and the way back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.forms import Attempt, VersionedForm, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import visible
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.web import View, access_of, form_page, refusals_as_messages, requires
from akropolis.base.kernel.registers.remarks import find_personnummer, warn_of_personnummer
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.ui.parts import Crumb
from akropolis.base.ui.words import Phrase

SAVED = gettext_lazy("The change is saved.")
type Words[R] = Phrase | Callable[[R], str]
"""A text, or a function that makes it of a row."""


def in_words[R](words: Words[R], row: R) -> str:
    """Return the text; if it is a function, what it returns for the row."""
    return words(row) if callable(words) else str(words)


def row_of[M: Model](model: type[M], *related: str) -> Callable[..., M]:
    """Return a function that finds a row of the model by the URL's `pk`, with the relations `related` loaded."""

    def find(access: Access, pk: UUID) -> M:
        return visible(model, access).select_related(*related).one(pk=pk)

    return find


def no_row(_access: Access) -> None:
    """Return None, as the row of a page that creates a new one."""


@dataclass(frozen=True, slots=True)
class ActTarget[R]:
    """What an act is done on: the permission, the row in the URL, the page that shows the row, and the
    breadcrumbs.

    `row` is called with the access and, by name, the URL's arguments. It returns the row, or raises
    Hidden. The permission must be held in some unit and, if `unit` names an attribute of the row, in the
    unit that it holds; where another rule applies, `row` checks it itself. `back` is the URL name of the
    page that shows the row, or a function that returns its URL. `way` returns the breadcrumbs, or the
    label of a single one that leads to `back`; without `way` there are none.
    """

    permission: str
    row: Callable[..., R]
    back: str | Callable[[R], str]
    way: Callable[[R], str | Sequence[Crumb]] | None = None
    unit: str = ""

    def find(self, request: HttpRequest, where: Mapping[str, object]) -> R:
        """Return the row in the URL. Raises Hidden if the user lacks the permission."""
        access = access_of(request)
        row = self.row(access, **where)
        if self.unit:
            access.must(self.permission, attrgetter(self.unit)(row))
        return row

    def url(self, row: R) -> str:
        """Return the URL of the page that shows the row; without a row, of the page that leads to the act."""
        if callable(self.back):
            return self.back(row)
        return reverse(self.back, args=[row.pk] if isinstance(row, Model) else [])

    def crumbs(self, row: R, last: str) -> list[Crumb]:
        """Return the breadcrumbs to a page of the row, which ends them as `last`; none without `way`."""
        if self.way is None:
            return []
        steps = self.way(row)
        before = [Crumb(label=steps, url=self.url(row))] if isinstance(steps, str) else steps
        return [*before, Crumb(label=last)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act[R, F: forms.Form, T]:
    """A page with a form. A POST with a valid form calls `do` with the access, the row and the form.

    The response is 422 if `do` refuses, with the sentences at their fields (`places` as in `attempt`),
    and 409 if somebody else has saved since the form was opened; what the user wrote is shown again.
    With `once`, the same form sent twice creates one row. If the user must prove their identity again,
    the form is carried out afterwards.

    `done` is the message shown afterwards: a text, or a function of what `do` returned. Success
    redirects to the target's `back`, or to the URL that `after` returns for what `do` returned. Cancel
    leads to `back`, or to the URL that `cancel` returns.

    `initial` names the attributes of the row that the form starts with; include "version" where two
    people may write at once. `crumb` is the page's own breadcrumb if it is not the title. Two hooks look
    things up: `given` returns keyword arguments of the form, `context` additional context for a template
    of its own. A page that needs more than this is written as a function.
    """

    on: ActTarget[R]
    form: Callable[..., F]
    do: Callable[[Access, R, F], T]
    title: Words[R]
    done: Words[T] = SAVED
    initial: Sequence[str] = ()
    given: Callable[[HttpRequest, R], Mapping[str, object]] | None = None
    once: bool = False
    places: Mapping[str, str] | None = None
    after: Callable[[T], str] | None = None
    cancel: Callable[[R], str] | None = None
    crumb: Words[R] = ""
    lead: Words[R] = ""
    submit: Phrase = ""
    variant: str = "primary"
    template: str = "ui/form_page.html"
    context: Callable[[HttpRequest, R, F], Mapping[str, object]] | None = None

    @property
    def view(self) -> View:
        """The Django view of the page, for `urlpatterns`."""

        @requires(self.on.permission)
        def view(request: HttpRequest, **where: object) -> HttpResponse:
            row = self.on.find(request, where)
            form, conflict = self._form(request, row), None
            if request.method == "POST" and form.is_valid():
                tried = self._try(request, row, form)
                if tried.done:
                    made = cast(T, tried.made)
                    url = self.after(made) if self.after else self.on.url(row)
                    _warn_of_personnummer(request, form)
                    return _succeed(request, in_words(self.done, made), url)
                conflict = tried.conflict
            return self._page(request, row, form, conflict)

        return view

    def _form(self, request: HttpRequest, row: R) -> F:
        given = dict(self.given(request, row)) if self.given else {}
        if self.initial:
            first = {name: getattr(row, name) for name in self.initial}
            given["initial"] = first | cast(dict[str, object], given.get("initial", {}))
        return self.form(request.POST or None, **given)

    def _try(self, request: HttpRequest, row: R, form: F) -> Attempt[T]:
        def act() -> T:
            return self.do(access_of(request), row, form)

        def carried_out() -> T:
            return cast(T, create_once(request, cast(Callable[[], Tracked], act))) if self.once else act()

        if isinstance(form, VersionedForm):
            return form.attempt(carried_out, places=self.places)
        return attempt(form, carried_out, places=self.places)

    def _page(self, request: HttpRequest, row: R, form: F, conflict: Tracked | None) -> HttpResponse:
        title = in_words(self.title, row)
        shown: dict[str, object] = {
            "lead": in_words(self.lead, row),
            "submit": str(self.submit) or _("Save"),
            "variant": self.variant,
            "back": (self.cancel or self.on.url)(row),
            "conflict": conflict,
        }
        return form_page(
            request,
            form,
            title,
            self.on.crumbs(row, in_words(self.crumb, row) or title),
            template=self.template,
            status=409 if conflict is not None else None,
            also=shown | dict(self.context(request, row, form) if self.context else {}),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonAct[R, T]:
    """A button without a page of its own: POST carries out `do`. A refusal becomes a message on the page
    that the button is on.

    `done` and `after` are as in `Act`. GET is answered 405.
    """

    on: ActTarget[R]
    do: Callable[[Access, R], T]
    done: Words[T]
    after: Callable[[T], str] | None = None

    @property
    def view(self) -> View:
        """The Django view of the button, for `urlpatterns`."""

        @requires(self.on.permission)
        @require_POST
        def view(request: HttpRequest, **where: object) -> HttpResponse:
            row = self.on.find(request, where)
            with refusals_as_messages(request):
                made = self.do(access_of(request), row)
                url = self.after(made) if self.after else self.on.url(row)
                return _succeed(request, in_words(self.done, made), url)
            return redirect(self.on.url(row))

        return view


def _warn_of_personnummer(request: HttpRequest, form: forms.Form) -> None:
    names = {name: str(field.label or name) for name, field in form.fields.items()}
    free = {name: value for name, value in form.cleaned_data.items() if name in names}
    if labels := find_personnummer(names, free):
        messages.warning(request, warn_of_personnummer(labels))


def _succeed(request: HttpRequest, message: str, url: str) -> HttpResponse:
    if message:
        messages.success(request, message)
    return redirect(url)
