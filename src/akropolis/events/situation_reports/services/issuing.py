"""Issue a picture: it gets the next number of its series, and its content is frozen."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Invalid, Refused, Stale
from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.commitments import canonical
from akropolis.base.lib.document import to_json
from akropolis.events.situation_reports.models import Situation, SituationDraft, SituationMark
from akropolis.events.situation_reports.rules import paper
from akropolis.events.situation_reports.selectors.situations import answers_of, draft_at, series, situation_at
from akropolis.events.situation_reports.services.drafts import clear
from akropolis.shared.clocks.reports.clock_words import format_moment


@dataclass(frozen=True, slots=True)
class Issue:
    """What the issuer states when issuing a picture."""

    as_of: datetime
    mark: str
    valid_to: datetime | None = None
    next_at: datetime | None = None
    recipients: str = ""
    secrecy: str = ""


def issue(access: Access, draft: SituationDraft, said: Issue, *, seen: str = "") -> Situation:
    """Issue the picture with the next number, with its content and document frozen; the draft is deleted.

    `seen` is the state of the answers that the user saw (`state_of`). Raises Stale if the answers have
    changed since, Hidden if the user does not lead the subject or somebody else has issued the picture,
    Refused if no answer has a text, Invalid if the moment described is in the future.
    """
    with writing(access) as w:
        draft = draft_at(access, draft.pk)
        w.require(draft)
        if said.as_of > w.at:
            raise Invalid({"as_of": [_("The time lies ahead. Write the moment that it describes.")]})
        rows = answers_of(access, draft)
        if seen and seen != state_of([row.version for row in rows]):
            raise Stale(
                _("Somebody has changed an answer since you opened this page. Look at it, and issue it then.")
            )
        answers = [row.answer for row in rows if row.text.strip()]
        if not answers:
            raise Refused(_("Nothing is written yet. Answer at least one question first."), code="empty")
        made = w.create(Situation, _values(w, draft, said, answers))
        clear(w, draft)
        return made


def state_of(versions: list[int]) -> str:
    """Return the answers' versions as a text to send along with a form, so that later changes can be detected."""
    return ".".join(map(str, versions))


def _values(
    w: Writer, draft: SituationDraft, said: Issue, answers: list[paper.PaperAnswer]
) -> dict[str, object]:
    newest = next(iter(series(w.access, draft.row)), None)
    last = situation_at(w.access, newest.pk) if newest else None
    number = last.number + 1 if last else 1
    before = paper.Before(last.number, last.answers) if last else None
    title = draft.row.label()[:200]
    with override(settings.LANGUAGE_CODE):
        tree = paper.document(_head(w, draft, said, number), answers, before)
    return {
        **asdict(said),
        "kind": draft.kind,
        "object_id": draft.object_id,
        "read_at": draft.read_at,
        "number": number,
        "title": title,
        "issued_by": w.access.actor.name,
        "content": paper.freeze_answers(answers),
        "document": canonical(to_json(tree)),
    }


def _head(w: Writer, draft: SituationDraft, said: Issue, number: int) -> paper.PaperHead:
    return paper.PaperHead(
        title=draft.row.label(),
        number=number,
        unit=draft.subject.unit_of(draft.row).name,
        day=timezone.localdate(w.at).isoformat(),
        issued_by=w.access.actor.name,
        secrecy=said.secrecy,
        terms=_facts(said),
    )


def _facts(said: Issue) -> list[tuple[str, str]]:
    """Return the stated facts as (name, value) pairs in words; the names are those of the model's fields."""
    held = asdict(said) | {"mark": SituationMark(said.mark).label}
    names = ("as_of", "valid_to", "next_at", "recipients", "mark", "secrecy")
    return [(_label(name), _word(held[name])) for name in names if held[name]]


def _label(name: str) -> str:
    return capfirst(str(field_of(Situation, name).verbose_name))


def _word(value: object) -> str:
    return format_moment(value) if isinstance(value, datetime) else str(value)
