"""Begin patterns and their texts, follow a pattern, go through its version, and deviate from it."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.assurance.deviations.models import Deviation, FoundBy
from akropolis.assurance.deviations.services.deviations import raise_deviation
from akropolis.assurance.patterns.models import (
    PatternFollowing,
    PatternMeasure,
    PatternPart,
    SecurityPattern,
)
from akropolis.assurance.patterns.selectors.following import list_lines
from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.verbs import Values
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import FulfilmentChoice
from akropolis.graph.compliance.models.fulfilments import answering_unit
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.shared.documents.models import (
    DocumentAudience,
    DocumentKind,
    DocumentUnit,
    DraftChapter,
    GoverningDocument,
)
from akropolis.shared.documents.services.drafts import STEP, DocumentVerbs

BECAUSE = "a pattern for the whole city has a text for all units of the city"


def begin_text(access: Access, pattern: SecurityPattern) -> SecurityPattern:
    """Create the draft of the pattern's document, and its measures, from the template of its kind if there is one.

    Raises Refused if the pattern has a text already.
    """
    with writing(access) as w:
        if SecurityPattern.everything.get(pk=pattern.pk).document_id is not None:
            raise Refused(_("The pattern has a text already. Go on in that one."))
        values = {"title": pattern.title, "kind": DocumentKind.PATTERN, "owner_unit": pattern.owner_unit}
        values |= {"responsible_id": access.actor.id, "purpose": pattern.purpose}
        tops = Unit.objects.unscoped(because=BECAUSE).filter(parent=None, valid_to=None)
        named = list(tops) if pattern.shared and pattern.owner_unit.parent_id else []
        values["audience"] = DocumentAudience.NAMED if named else DocumentAudience.BELOW
        document = DocumentVerbs().add(w, GoverningDocument, values)
        w.create_many(DocumentUnit, [{"document": document, "unit": unit} for unit in named])
        _begin_parts(w, pattern, document)
        return w.update(pattern, {"document": document})


def _begin_parts(w: Writer, pattern: SecurityPattern, document: GoverningDocument) -> None:
    """Create the chapters and measures of the kind's template; a measure that the pattern has is left as it is."""
    held = set(PatternMeasure.everything.filter(pattern=pattern).values_list("control", flat=True))
    day = timezone.localdate(w.at)
    parts = [part for part in PatternPart.in_force(w.access, day) if part.kind == pattern.kind]
    for place, part in enumerate(parts, start=1):
        if part.control is None:
            chapter = {"document": document, "key": part.code, "title": part.name, "text": part.text}
            w.create(DraftChapter, {**chapter, "position": place * STEP})
        elif part.control_id not in held and part.control.valid_to is None:
            w.create(PatternMeasure, {"pattern": pattern, "control": part.control, "how": part.text})


def follow(access: Access, node: Node, pattern: SecurityPattern) -> PatternFollowing:
    """Let the service follow the pattern; nothing is assessed until its version is gone through.

    Raises Invalid for a pattern that is not decided or is followed already.
    """
    with writing(access) as w:
        if not pattern.edition:
            raise Invalid({"pattern": [_("The pattern is not decided, or no longer holds. Choose another.")]})
        values = {"node": node, "pattern": pattern, "since": timezone.localdate(w.at)}
        return w.create(PatternFollowing, values)


def go_through(
    access: Access,
    following: PatternFollowing,
    codes: Collection[str],
    edition: int,
    *,
    version: int | None = None,
) -> PatternFollowing:
    """Confirm that the service follows the `edition`, and assess the ticked measures as met by it, and no others.

    Raises Invalid for a measure that is assessed already or not demanded, Refused if the pattern has another version
    by now, Stale after another's change.
    """
    with writing(access) as w:
        pattern, today = SecurityPattern.everything.get(pk=following.pattern_id), timezone.localdate(w.at)
        if edition != pattern.edition:
            raise Refused(_("The pattern has got another version since you opened it. Open the page again."))
        lines = {line.measure.control.code: line for line in list_lines(access, following, today)}
        if taken := [code for code in codes if code not in lines or not lines[code].proposed]:
            sentence = _("%(measure)s is assessed already, or is not demanded. Nothing is saved.")
            name = lines[taken[0]].measure.control.title if taken[0] in lines else taken[0]
            raise Invalid({"measures": [sentence % {"measure": name}]})
        words = {"pattern": pattern.title, "number": edition}
        by = _("By the security pattern %(pattern)s, version %(number)s:") % words
        node, met, measures = following.node, FulfilmentChoice.MET, (lines[code].measure for code in codes)
        said = [AssessmentInput(each.control, node, met, f"{by} {each.how}", version=0) for each in measures]
        assess(access, said, because=by)
        confirmed = {"edition": edition, "confirmed_on": today, "confirmed_by": access.actor.name}
        return w.update(following, confirmed, version=version)


def deviate(access: Access, following: PatternFollowing, values: Values) -> Deviation:
    """Register that the service deviates from a measure of the pattern until a day, in the register of deviations.

    Who registers it is responsible. Raises Invalid for a day that is not ahead, Hidden without the right to deviations.
    """
    with writing(access) as w:
        today, pattern = timezone.localdate(w.at), following.pattern
        if values["due_on"] <= today:  # type: ignore[operator]
            raise Invalid({"due_on": [_("Write a day that has not come yet.")]})
        words = {"pattern": pattern.title, "number": following.edition, "measure": values["control"]}
        found = {
            "title": (_("Deviates from %(pattern)s: %(measure)s") % words)[:200],
            "criterion": (_("The security pattern %(pattern)s, version %(number)s") % words)[:300],
            "found_by": FoundBy.OWN,
            "responsible_id": access.actor.id,
            "owner_unit": answering_unit(following.node),
            "node": following.node,
        }
        return raise_deviation(w, {**found, **values}, source=pattern)
