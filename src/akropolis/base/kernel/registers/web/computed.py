"""The page and the file of every computed list: views built per list, each with its access rule."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.web import View, access_of, requires
from akropolis.base.kernel.exchange.web import attachment
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.registers.computed import AnyList, lists
from akropolis.base.lib.swedish import lower_first


def patterns() -> list[URLPattern]:
    """Return the URL patterns of all declared lists."""
    return [pattern for listed in lists for pattern in list_patterns(listed)]


def list_patterns(listed: type[AnyList]) -> list[URLPattern]:
    """Return the URL patterns of one list's page and file."""
    return [
        path(f"{listed.slug}/", page_view(listed), name=listed.key),
        path(f"{listed.slug}/xlsx/", file_view(listed), name=listed.file_key()),
    ]


def list_from_request[L: AnyList](listed: type[L], request: HttpRequest, **more: object) -> L:
    """Return the computed list for the request's query, as of today. `more` is passed to its constructor."""
    query = {name: request.GET.get(name, "") for name in listed.names()}
    return listed(access_of(request), query, timezone.localdate(), **more)


def page_view(listed: type[AnyList]) -> View:
    """Return the Django view that shows the list, one page of rows at a time."""

    @requires(listed.permission)
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return list_page(request, list_from_request(listed, request))

    return view


def list_page(request: HttpRequest, found: AnyList) -> HttpResponse:
    """Render the page of a list."""
    context = {"title": str(found.title), "list": found, "crumbs": found.crumbs(), **found.more()}
    return render(request, found.template, context)


def file_view(listed: type[AnyList]) -> View:
    """Return the Django view of the whole list as an Excel file, with all its rows."""

    @requires(listed.permission)
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return list_file(list_from_request(listed, request))

    return view


def list_file(found: AnyList) -> HttpResponse:
    """Return a list as an Excel file, named after the list."""
    name = str(found.crumb or found.title)
    return attachment(workbook(found.sheets(), title=name), lower_first(name))
