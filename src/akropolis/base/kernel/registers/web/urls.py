"""The URLs of every register: built from the declarations, so that none is forgotten."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.picking import can_pick_by_text
from akropolis.base.kernel.registers.web import saved, views
from akropolis.base.kernel.registers.web.acts import act_view
from akropolis.base.kernel.registers.web.cells import cell_view
from akropolis.base.kernel.registers.web.files import files_patterns
from akropolis.base.kernel.registers.web.named import redirect_named
from akropolis.base.kernel.registers.web.steps import step_view
from akropolis.base.kernel.registers.web.transfer import transfer_patterns


def patterns() -> list[URLPattern]:
    """Return the URL patterns of all declared registers."""
    return [pattern for register in registry.all() for pattern in _patterns(register)]


def _patterns(register: Register) -> list[URLPattern]:
    key, slug = register.key, register.slug
    return [
        path(f"{slug}/", views.list_view(register), name=f"{key}-list"),
        path(f"{slug}/ny/", views.create_view(register), name=f"{key}-create"),
        path(f"{slug}/valda/", act_view(register), name=f"{key}-act"),
        path(f"{slug}/vyer/", saved.save_view(register), name=f"{key}-save-view"),
        path(f"{slug}/vyer/<uuid:pk>/ta-bort/", saved.remove_view(register), name=f"{key}-remove-view"),
        path(f"{slug}/vyer/<uuid:pk>/byt-namn/", saved.rename_view(register), name=f"{key}-rename-view"),
        path(f"{slug}/kolumner/", saved.choose_columns(register), name=f"{key}-columns"),
        path(f"{slug}/<uuid:pk>/", _page_of_row(register), name=f"{key}-detail"),
        path(f"{slug}/<uuid:pk>/redigera/", views.edit_view(register), name=f"{key}-edit"),
        path(f"{slug}/<uuid:pk>/falt/<slug:name>/", cell_view(register), name=f"{key}-cell"),
        path(f"{slug}/<uuid:pk>/historik/", views.past_view(register), name=f"{key}-past"),
        path(f"{slug}/<uuid:pk>/arkivera/", views.archive_view(register), name=f"{key}-archive"),
        *_suggestions(register),
        *_steps(register),
        *transfer_patterns(register),
        *files_patterns(register),
    ]


def _page_of_row(register: Register) -> Callable[..., HttpResponse]:
    """Return the view of a row's page: that of a higher domain, if one gives it, else the register's own."""
    given = registry.pages.entries.get(register.key)
    return redirect_named(register, given) if given else views.detail_view(register)


def _suggestions(register: Register) -> list[URLPattern]:
    if not any(can_pick_by_text(register.model_field(name).related_model) for name in register.fields):
        return []
    address = f"{register.slug}/forslag/<slug:field>/"
    return [path(address, views.suggest_view(register), name=f"{register.key}-suggest")]


def _steps(register: Register) -> list[URLPattern]:
    address = f"{register.slug}/<uuid:pk>/steg/<slug:name>/"
    return [path(address, step_view(register), name=f"{register.key}-step")] if register.steps else []
