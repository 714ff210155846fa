"""Checks of a read through the API: the permission, the parameters and the unit."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic.fields import FieldInfo

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.api.auth import asking


def check_query(request: HttpRequest, query: type[Schema] | None, *, right: str) -> Access:
    """Return the reader's access. Raises Hidden without the permission in any unit, Invalid for parameters outside
    `query`.
    """
    access = asking(request)
    access.must_somewhere(right)
    refuse_unknown(request, query)
    return access


def refuse_unknown(request: HttpRequest, query: type[Schema] | None) -> None:
    """Raise Invalid at each parameter that is empty or not in `query`; None accepts no parameters."""
    if errors := unknown(request, query):
        raise Invalid(errors)


def unknown(request: HttpRequest, query: type[Schema] | None) -> dict[str, list[str]]:
    """Return an error for each parameter that is empty or not in `query`, so no misspelt filter returns all rows.

    An empty cursor means the first page.
    """
    known: dict[str, FieldInfo] | tuple[()] = query.model_fields if query else ()
    misspelt = _("There is no parameter with this name. See the description of the API.")
    empty = _("The parameter is empty. Give it a value, or leave it out.")
    blank = [name for name, values in request.GET.lists() if not all(value.strip() for value in values)]
    errors = {name: [empty] for name in blank if name != "cursor"}
    return errors | {name: [misspelt] for name in request.GET if name not in known}


def asked_unit(access: Access, code: str) -> Unit | None:
    """Return the unit with this code, None for no code. Raises Invalid if it is missing or hidden."""
    if not code:
        return None
    found: Unit | None = Unit.objects.visible(access).filter(code=code.replace("\0", "\ufffd")).first()
    if found is None:
        raise Invalid({"unit": [_("There is no unit with the code %(code)s.") % {"code": code}]})
    return found
