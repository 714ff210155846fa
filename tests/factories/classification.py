"""A scheme in force, and information with a decision and a draft."""

from datetime import date
from typing import Any

from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.information.models import ClassificationDecision, ClassificationDraft
from akropolis.shared.classification.models import LegalBasis, Scheme
from tests.classification.schemes import body

VALID_TO = date(2028, 1, 1)


def scheme(w: Writer, edition: int = 1, **changes: Any) -> Scheme:
    """A published edition of the small scheme of the tests, in force since the day `edition` of January."""
    place = {"code": "prov", "edition": edition, "name": "Provmodellen"}
    made = w.create(Scheme, {**place, "valid_from": date(2026, 1, edition), "body": body(**changes)})
    return w.update(made, {"published_at": w.at})


def kept(w: Writer, edition: Scheme) -> Scheme:
    """A legal basis, and a draft of the edition after this one."""
    basis = {"code": "skola", "name": "Skolans sekretess", "provision": "OSL 23 kap. 2 §"}
    w.create(LegalBasis, {**basis, "levels": {"confidentiality": 1}, "valid_from": date(2020, 1, 1)})
    place = {"code": edition.code, "edition": edition.edition + 1, "name": edition.name}
    return w.create(Scheme, {**place, "valid_from": date(2027, 1, 1), "body": edition.body})


def classified(w: Writer, information: Any, words: str) -> ClassificationDecision:
    """A first decision on the information and a draft after it; `words` stand wherever a person writes."""
    edition = scheme(w)
    row = {"level": 1, "text": words}
    answers = {"harms": {"confidentiality": {"person": row, "economy": row}}}
    same = {"information": information, "scheme": edition, "description": words, "answers": answers}
    w.create(ClassificationDraft, same)
    frozen = {"information_name": str(information), "unit_name": information.owner_unit.name}
    who = {"decider_name": "Elin Ek", "decider_role": "Informationsägare"}
    dates = {"decided_at": w.at, "valid_to": VALID_TO, "number": 1, "confidentiality": 1}
    return w.create(ClassificationDecision, {**same, **frozen, **who, **dates})
