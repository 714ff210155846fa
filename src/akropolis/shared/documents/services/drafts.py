"""The draft: created from the kind's template with the unit's own roles, and written chapter by chapter."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.grants import appointments_in_force
from akropolis.base.kernel.access.models import Appointment, Unit
from akropolis.base.kernel.kept.models import free_key, plain_key
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.verbs import Values, Verbs
from akropolis.base.lib.markdown import refusal
from akropolis.shared.documents.models import DocumentReader, DraftChapter, GoverningDocument, TemplateChapter
from akropolis.shared.documents.rules.marks import fill_marks, roles_in
from akropolis.shared.documents.selectors.versions import draft_of, template_of
from akropolis.shared.documents.services.following import followers

BECAUSE = "a document says who holds which role in its unit"
STEP = 10


class DocumentVerbs(Verbs[GoverningDocument]):
    """Operations on documents: a new document gets the chapters of its kind's template."""

    def created(self, w: Writer, rows: Sequence[GoverningDocument]) -> None:
        """Create the draft of each new document, and let who created one that is read by name read it."""
        begin(w, rows)
        named = [row for row in rows if row.read_by_name and w.access.actor.id]
        w.create_many(DocumentReader, [{"document": row, "person_id": w.access.actor.id} for row in named])

    def update(
        self,
        access: Access,
        row: GoverningDocument,
        values: Values,
        *,
        version: int | None = None,
        because: str = "",
    ) -> GoverningDocument:
        """Update the document; when it is repealed or reinstated, what follows from that is done too."""
        with writing(access, because=because) as w:
            before = row.status, row.repealed_on
            made = super().update(access, row, values, version=version, because=because)
            for follow in followers if before != (made.status, made.repealed_on) else ():
                follow.repealed(w, made)
            return made


def begin(w: Writer, rows: Sequence[GoverningDocument]) -> None:
    """Create drafts from today's templates, with the holders of each role in the unit filled in."""
    day = timezone.localdate(w.at)
    templates = {kind: template_of(w.access, kind, day) for kind in {row.kind for row in rows}}
    named = {code for template in templates.values() for each in template for code in roles_in(each.text)}
    appointments = appointments_in_force(day, BECAUSE) if named else []
    w.create_many(
        DraftChapter,
        [values for row in rows for values in _begun(row, templates[row.kind], appointments)],
        permission=f"{GoverningDocument.permission}:edit",
    )
    for follow in followers:
        follow.begun(w, rows)


def _begun(
    row: GoverningDocument, template: Iterable[TemplateChapter], appointments: Iterable[Appointment]
) -> list[dict[str, object]]:
    unit = row.owner_unit
    holders = holders_in(unit, appointments)
    return [
        {
            "document": row,
            "key": each.code,
            "title": each.name,
            "text": fill_marks(each.text, unit.name, holders, unit.kind),
            "position": place * STEP,
        }
        for place, each in enumerate(template, start=1)
    ]


def holders_in(unit: Unit, appointments: Iterable[Appointment]) -> dict[str, list[str]]:
    """Return role code → sorted names of its holders in the unit, or else in the nearest unit above with holders."""
    nearest: dict[str, tuple[int, list[str]]] = {}
    for each in appointments:
        if each.unit is None or not unit.path.startswith(each.unit.path):
            continue
        depth, names = nearest.get(each.role.code, (0, []))
        if len(each.unit.path) > depth:
            nearest[each.role.code] = (len(each.unit.path), [each.user.name])
        elif len(each.unit.path) == depth:
            names.append(each.user.name)
    return {code: sorted(names) for code, (_depth, names) in nearest.items()}


def save(
    access: Access, chapter: DraftChapter, *, text: str, title: str | None = None, version: int | None = None
) -> DraftChapter:
    """Save a chapter's text, and its heading if given. Raises Stale with the stored chapter if it has changed
    since `version`, and Invalid for an empty heading or text that the parser refuses.
    """
    plain = text.replace("\r\n", "\n")
    if sentence := refusal(plain):
        raise Invalid({"text": [sentence]})
    values = {"text": plain} | ({} if title is None else {"title": title.strip()})
    with writing(access) as w:
        return w.update(chapter, values, version=version)


def add_chapter(access: Access, document: GoverningDocument, title: str, key: str = "") -> DraftChapter:
    """Add a chapter last in the draft: the template's chapter with the key, or else a new chapter with the title."""
    with writing(access) as w:
        rows = draft_of(access, document)
        template = {row.code: row for row in template_of(system(""), document.kind, timezone.localdate(w.at))}
        last = max((row.position for row in rows), default=0)
        if key in template:
            appointments = appointments_in_force(timezone.localdate(w.at), BECAUSE)
            values = next(
                each for each in _begun(document, template.values(), appointments) if each["key"] == key
            )
            return w.create(DraftChapter, values | {"position": last + STEP})
        taken = {row.key for row in rows} | set(template)
        own = {
            "document": document,
            "key": free_key(plain_key(title, most=60, empty="kapitel"), taken),
            "title": title.strip(),
        }
        return w.create(DraftChapter, own | {"position": last + STEP})


def remove_chapter(access: Access, chapter: DraftChapter) -> None:
    """Remove a chapter from the draft; decided versions keep it. Raises Refused if the template requires it."""
    with writing(access) as w:
        template = template_of(system(""), chapter.document.kind, timezone.localdate(w.at))
        if any(row.code == chapter.key and row.required for row in template):
            raise Refused(_("The template says that this chapter must be there."), code="required")
        w.remove(chapter)


def move_chapter(access: Access, chapter: DraftChapter, *, up: bool) -> None:
    """Swap the chapter with the previous one (`up`) or the next one."""
    with writing(access) as w:
        rows = draft_of(access, chapter.document)
        place = next(n for n, row in enumerate(rows) if row.pk == chapter.pk)
        other = place - 1 if up else place + 1
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
            for n, row in enumerate(rows, start=1):
                w.update(row, {"position": n * STEP})
