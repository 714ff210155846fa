"""The scheme and the legal bases that come with the system, brought into the installation and kept up to date."""

from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from typing import Any

import yaml
from django.utils.translation import gettext as _

from akropolis.classification.models import LegalBasis, Scheme
from akropolis.classification.rules.content import read_legal_bases, read_schemes
from akropolis.kernel.access.gate import Access
from akropolis.kernel.history.models import Change
from akropolis.kernel.records.writer import Writer, writing

BEGINNING = date(2024, 1, 1)
"""From when the provisions that come with the system may be used."""


def written(name: str) -> Any:
    """What a content file holds."""
    text = files("akropolis.classification").joinpath("content", name).read_text(encoding="utf-8")
    return yaml.safe_load(text)


def load(access: Access) -> list[str]:
    """Make what is missing, change what only this system has written, leave what a person has changed.

    A published edition of a scheme is never changed. Returns one sentence for each thing that is not as before;
    none when nothing had to be done.
    """
    with writing(access, because=_("Content of this version")) as w:
        said = [*_schemes(w), *_legal_bases(w)]
    return [sentence for sentence in said if sentence]


def _schemes(w: Writer) -> Iterable[str]:
    for row in read_schemes(written("schemes.yaml")):
        stored = Scheme.objects.unscoped(because="content is compared with all there is")
        words = {"name": row["name"], "edition": row["edition"]}
        found = stored.filter(code=row["code"], edition=row["edition"]).first()
        if found is None:
            made = w.create(Scheme, row)
            w.update(made, {"published_at": w.at})
            yield _("The scheme %(name)s, edition %(edition)s, is new.") % words
        elif found.body != row["body"]:
            yield _("The scheme %(name)s, edition %(edition)s, is another here and is left as it is.") % words


def _legal_bases(w: Writer) -> Iterable[str]:
    rows = LegalBasis.objects.unscoped(because="content is compared with all there is")
    stored = {row.code: row for row in rows}
    edited = _edited_by_people(stored.values())
    for row in read_legal_bases(written("legal_bases.yaml")):
        yield _legal_basis(w, row, stored.get(row["code"]), edited)


def _legal_basis(w: Writer, row: dict[str, Any], stored: LegalBasis | None, edited: set[Any]) -> str:
    words = {"name": row["name"]}
    if stored is None:
        w.create(LegalBasis, {**row, "valid_from": BEGINNING})
        return _("The legal basis %(name)s is new.") % words
    fields = [name for name, value in row.items() if getattr(stored, name) != value]
    if not fields:
        return ""
    if stored.pk in edited:
        return _("The legal basis %(name)s has been changed here and is left as it is.") % words
    w.update(stored, {name: row[name] for name in fields})
    return _("The legal basis %(name)s is changed: %(fields)s.") % {**words, "fields": ", ".join(fields)}


def _edited_by_people(rows: Iterable[LegalBasis]) -> set[Any]:
    changes = Change.objects.filter(object_id__in=[row.pk for row in rows], actor_id__isnull=False)
    return set(changes.values_list("object_id", flat=True))
