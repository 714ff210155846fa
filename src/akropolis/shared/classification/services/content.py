"""Loading into the installation the schemes that ship with the system."""

from collections.abc import Iterable
from importlib.resources import files

import yaml
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.content import ContentReport, edited_by_people
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.plain import Plain
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.content import read_schemes


def read_content_file() -> list[Plain]:
    """Return the schemes in the content file, as parsed YAML."""
    text = (
        files("akropolis.shared.classification")
        .joinpath("content", "schemes.yaml")
        .read_text(encoding="utf-8")
    )
    found: list[Plain] = yaml.safe_load(text)
    return found


def load(access: Access) -> list[ContentReport]:
    """Create the schemes and editions that the installation lacks.

    A published edition never changes: a new text becomes a draft of the next edition, which the city
    publishes when it has decided to. A scheme that users have edited is left unchanged. Returns one report
    per difference; empty if the installation has the same content.
    """
    with writing(access, because=_("Content of this version")) as w:
        return [*_schemes(w)]


def _schemes(w: Writer) -> Iterable[ContentReport]:
    for row in read_schemes(read_content_file()):
        stored = Scheme.objects.unscoped(because="content is compared with all there is").filter(
            code=row["code"]
        )
        editions = list(stored.order_by("edition"))
        last = editions[-1] if editions else None
        if last is None:
            made = w.create(Scheme, row)
            w.update(made, {"published_at": w.at})
            yield _content_report(_("The scheme %(name)s, edition %(edition)s, is new."), made)
        elif not any(edition.body == row["body"] for edition in editions):
            if last.published_at is None or edited_by_people([last]):
                text = _("The scheme %(name)s, edition %(edition)s, is another here and is left as it is.")
                yield _content_report(text, last, left=True)
            else:
                next_one = {**row, "edition": last.edition + 1, "valid_from": timezone.localdate(w.at)}
                text = _(
                    "The scheme %(name)s has a draft, edition %(edition)s, with the new text. Publish it on its page."
                )
                yield _content_report(text, w.create(Scheme, next_one))


def _content_report(text: str, scheme: Scheme, *, left: bool = False) -> ContentReport:
    return ContentReport(text % {"name": scheme.name, "edition": scheme.edition}, left=left)
