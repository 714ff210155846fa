"""Sentences about the import of a bill of materials."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from akropolis.graph.crypto.rules.cyclonedx.bill import BillFault
from akropolis.graph.crypto.rules.cyclonedx.guards import BillRefused

REFUSALS: Mapping[str, object] = {
    "large": _("The file is larger than %(said)s megabytes. Split it, or leave out what is not components."),
    "deep": _(
        "The file has objects within each other deeper than %(said)s levels. Make it anew with another tool."
    ),
    "many": _("The file has more than %(said)s objects and lists. Split it."),
    "encoding": _("The file is not in UTF-8 (from byte %(said)s). Save it anew in UTF-8."),
    "json": _("The file is no valid JSON %(where)s. Make it anew, or choose another file."),
    "format": _("The file is no CycloneDX: it does not say bomFormat CycloneDX. Choose another file."),
    "edition": _("The file says CycloneDX %(said)s. Choose one in 1.2 to 1.7."),
}
FAULTS: Mapping[str, object] = {
    "list": _("A list was expected here. What stands here is left out."),
    "object": _("An object was expected here. What stands here is left out."),
    "text": _("A text was expected here. What stands here is left out."),
    "long": _("The text is longer than %(said)s characters. The rest is left out."),
    "name": _("The part has no name and is left out."),
    "type": _("The type “%(said)s” is not known. The part is left out."),
    "double": _("Another part has the same bom-ref “%(said)s”. The second is left out."),
    "ref": _("The dependency does not say whose it is, and is left out."),
    "missing": _("No part has the bom-ref “%(said)s”. The dependency is left out."),
    "itself": _("“%(said)s” is said to depend on itself. The dependency is left out."),
    "subject": _("“%(said)s” is said to depend on what the file is about. The dependency is left out."),
    "purl": _(
        "“%(said)s” is no package address (purl). It is left out, and the part goes by name and version."
    ),
    "crypto": _("The kind of cryptography “%(said)s” is not known. The part is read in by its name alone."),
    "bits": _("“%(said)s” is no key length in bits. The length is left out."),
    "day": _("“%(said)s” is no moment such as 2027-05-14T00:00:00Z. The day is left out."),
}


def refusal_sentence(wrong: BillRefused) -> str:
    """Return a text that says why the file cannot be read, and what to do."""
    where = f"({wrong.where})" if wrong.where else ""
    return " ".join((str(REFUSALS[wrong.code]) % {"where": where, "said": wrong.said}).split()).replace(
        " .", "."
    )


def fault_sentence(fault: BillFault) -> str:
    """Return a text that says what is wrong in the file, and how the import handled it."""
    return str(FAULTS[fault.code]) % {"said": fault.said}
