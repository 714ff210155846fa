"""Work pages, declared: the row at an address, a form, the service that the form goes to, and the way back."""

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
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.ui.parts import Crumb
from akropolis.base.ui.words import Phrase

SAVED = gettext_lazy("The change is saved.")
type Words[R] = Phrase | Callable[[R], str]
"""A text, or a function that makes it of a row."""


def in_words[R](words: Words[R], row: R) -> str:
    """The text, as it is for the row."""
    return words(row) if callable(words) else str(words)


def row_of[M: Model](model: type[M], *related: str) -> Callable[..., M]:
    """Finds a row of the model by the address's `pk`, with what it points at."""

    def find(access: Access, pk: UUID) -> M:
        return visible(model, access).select_related(*related).one(pk=pk)

    return find


def no_row(_access: Access) -> None:
    """The row of a page that makes a new one."""


@dataclass(frozen=True, slots=True)
class ActTarget[R]:
    """What an act is done on: the right, the row at the address, the page that shows the row, and the way there.

    `row` is called with the access and the address's arguments by name. It returns the row, or raises Hidden. The
    right must be held somewhere, and, where `unit` names an attribute of the row, in that unit; a `row` with another
    rule checks it itself. `back` is the name of the page's address, or a function that gives its URL. `way` gives the
    crumbs, or the label of a single one that leads to `back`; without it there are none.
    """

    permission: str
    row: Callable[..., R]
    back: str | Callable[[R], str]
    way: Callable[[R], str | Sequence[Crumb]] | None = None
    unit: str = ""

    def find(self, request: HttpRequest, where: Mapping[str, object]) -> R:
        """The row at the address. Raises Hidden without the right."""
        access = access_of(request)
        row = self.row(access, **where)
        if self.unit:
            access.must(self.permission, attrgetter(self.unit)(row))
        return row

    def url(self, row: R) -> str:
        """The page that shows the row; of a page without a row the page that leads to it."""
        if callable(self.back):
            return self.back(row)
        return reverse(self.back, args=[row.pk] if isinstance(row, Model) else [])

    def crumbs(self, row: R, last: str) -> list[Crumb]:
        """The way to a page of the row's."""
        if self.way is None:
            return []
        steps = self.way(row)
        before = [Crumb(label=steps, url=self.url(row))] if isinstance(steps, str) else steps
        return [*before, Crumb(label=last)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act[R, F: forms.Form, T]:
    """A page with a form, which by POST carries out `do` with the access, the row and the valid form.

    Answers 422 with a refusal's sentences at their fields (`places` as in `attempt`), and 409 when somebody else has
    saved since the form was opened; what was written is shown again. With `once` the same form sent twice makes one
    row. A person who must prove her identity again does so, and the form is then carried out.

    `done` is the message afterwards, a text or made of what `do` returned. Success leads to the target's `back` unless
    `after` says otherwise, from what `do` returned; Cancel leads there too unless `cancel` says otherwise.

    `initial` names what the form takes over from the row; name "version" where two people may write at once. `crumb` is
    the page's own crumb where it is not the title. There are two hooks, which look things up: `given` is what the form
    takes by name, `context` is what a template of its own shows. What needs more than these is written as a function.
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
        """The page, for an address in `urlpatterns`."""

        @requires(self.on.permission)
        def view(request: HttpRequest, **where: object) -> HttpResponse:
            row = self.on.find(request, where)
            form, conflict = self._form(request, row), None
            if request.method == "POST" and form.is_valid():
                tried = self._try(request, row, form)
                if tried.done:
                    made = cast(T, tried.made)
                    url = self.after(made) if self.after else self.on.url(row)
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
    """A button without a page: by POST `do` is carried out. A refusal is a message on the page that it stands on.

    `done` and `after` are as in `Act`. GET is answered 405.
    """

    on: ActTarget[R]
    do: Callable[[Access, R], T]
    done: Words[T]
    after: Callable[[T], str] | None = None

    @property
    def view(self) -> View:
        """The address with its view, for `urlpatterns`."""

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


def _succeed(request: HttpRequest, message: str, url: str) -> HttpResponse:
    if message:
        messages.success(request, message)
    return redirect(url)
