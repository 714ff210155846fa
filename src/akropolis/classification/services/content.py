"""The schemes that come with the system, brought into the installation."""

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import yaml
from django.utils.translation import gettext as _

from akropolis.classification.models import Scheme
from akropolis.classification.rules.content import read_schemes
from akropolis.kernel.access.gate import Access
from akropolis.kernel.records.content import Told
from akropolis.kernel.records.writer import Writer, writing


def written() -> Any:
    """The schemes as the content file has them."""
    text = files("akropolis.classification").joinpath("content", "schemes.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def load(access: Access) -> list[Told]:
    """Make what is missing.

    A published edition of a scheme is never changed. Returns one sentence for each thing that is not as before;
    none when nothing had to be done.
    """
    with writing(access, because=_("Content of this version")) as w:
        return [*_schemes(w)]


def _schemes(w: Writer) -> Iterable[Told]:
    for row in read_schemes(written()):
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
