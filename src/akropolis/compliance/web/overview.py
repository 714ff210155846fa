"""The first page of requirements and measures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.compliance.models import Control
from akropolis.compliance.register.catalogue import TABLES
from akropolis.kernel.access.web import access_of, requires

READ = f"{Control.permission}:read"


@requires(READ)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Where the catalogue is found."""
    access = access_of(request)
    lists = [(each.many, reverse(each.key), each.intro) for each in TABLES if access.anywhere(each.read)]
    context = {"title": _("Requirements and measures"), "lists": lists}
    return render(request, "compliance/overview.html", context)
