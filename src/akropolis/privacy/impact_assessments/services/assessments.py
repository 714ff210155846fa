"""Beginning an impact assessment, asking for advice on it, and giving it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.privacy.impact_assessments.models import AssessmentAdvice, ImpactAssessment
from akropolis.privacy.processing.models import Processing
from akropolis.shared.documents.models import DocumentKind, GoverningDocument
from akropolis.shared.documents.services.drafts import DocumentVerbs

ADVISE = f"{AssessmentAdvice.permission}:advise"


def begin_assessment(access: Access, processing: Processing) -> ImpactAssessment:
    """Create the assessment with the draft of its document, which only whoever begins it reads at first.

    Raises Refused if the processing has one already that is not archived.
    """
    with writing(access) as w:
        if ImpactAssessment.everything.filter(processing=processing, document__archived_at=None).exists():
            raise Refused(_("The processing has an impact assessment already. Go on in that one."))
        title = _("Impact assessment: %(title)s") % {"title": processing.title}
        values = {
            "title": title[:200],
            "owner_unit": processing.owner_unit,
            "responsible_id": access.actor.id,
        }
        document = DocumentVerbs().add(w, GoverningDocument, values | {"kind": DocumentKind.ASSESSMENT})
        return w.create(ImpactAssessment, {"processing": processing, "document": document})


def ask_for_advice(access: Access, assessment: ImpactAssessment) -> ImpactAssessment:
    """Ask the data protection officer for advice (article 35.2), as a task of those who advise in the unit."""
    with writing(access) as w:
        return w.update(assessment, {"asked_on": timezone.localdate(w.at)})


def advise(access: Access, assessment: ImpactAssessment, text: str) -> AssessmentAdvice:
    """Store the advice, which nobody can change. Whoever decides about the assessment decides apart from it."""
    with writing(access) as w:
        values = {
            "assessment": assessment,
            "given_on": timezone.localdate(w.at),
            "given_by": access.actor.name,
        }
        return w.create(AssessmentAdvice, values | {"text": text.strip()}, permission=ADVISE)
