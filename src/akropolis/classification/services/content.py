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
from akropolis.kernel.records.content import Told, Words, keep, tell
from akropolis.kernel.records.writer import Writer, writing

BEGINNING = date(2024, 1, 1)
"""From when the provisions that come with the system may be used."""


def written(name: str) -> Any:
    """What a content file holds."""
    text = files("akropolis.classification").joinpath("content", name).read_text(encoding="utf-8")
    return yaml.safe_load(text)


def load(access: Access) -> list[Told]:
    """Make what is missing, change what only this system has written, leave what a person has changed.

    A published edition of a scheme is never changed. Returns one sentence for each thing that is not as before;
    none when nothing had to be done.
    """
    with writing(access, because=_("Content of this version")) as w:
        return [*_schemes(w), *_legal_bases(w)]


def _schemes(w: Writer) -> Iterable[Told]:
    for row in read_schemes(written("schemes.yaml")):
        stored = Scheme.objects.unscoped(because="content is compared with all there is")
        words = {"name": row["name"], "edition": row["edition"]}
        found = stored.filter(code=row["code"], edition=row["edition"]).first()
        if found is None:
            made = w.create(Scheme, row)
            w.update(made, {"published_at": w.at})
            yield Told(_("The scheme %(name)s, edition %(edition)s, is new.") % words)
        elif found.body != row["body"]:
            text = _("The scheme %(name)s, edition %(edition)s, is another here and is left as it is.")
            yield Told(text % words, left=True)


def _legal_bases(w: Writer) -> Iterable[Told]:
    words = Words(
        new=_("The legal basis %(name)s is new."),
        changed=_("The legal basis %(name)s is changed: %(fields)s."),
        left=_("The legal basis %(name)s has been changed here and is left as it is."),
    )
    rows = read_legal_bases(written("legal_bases.yaml"))
    for kept in keep(w, LegalBasis, rows, by=("code",), once={"valid_from": BEGINNING}):
        yield tell(kept, kept.row.name, words)
