"""The decision package: every paper of a review in all its forms, whole and open, as one zip with a manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.reporting import Form, bundle
from akropolis.base.lib.document import Document
from akropolis.base.lib.progress import report_progress
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ
from akropolis.review.review.selectors.reviews import inside
from akropolis.review.review.words import gettext as _
from akropolis.review.review_cycle.selectors.english import english_summary
from akropolis.review.review_text.models import Decision
from akropolis.review.review_text.rules.enclosures import Paper
from akropolis.review.review_text.selectors.readiness import obstacles_of
from akropolis.review.review_text.services.decisions import describe_obstacles
from akropolis.review.review_text.services.documents import paper_file, papers_of

PAPER_FORMS: tuple[Form, ...] = ("docx", "odt", "pdf")
"""The forms of each text; the figures are a workbook."""
WHOLE, OPEN = "hel", "öppen"
FOLDERS = {WHOLE: "hela", OPEN: "oppna"}
"""The folder of each version within the zip."""


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One line of the manifest. `version` says whether it is the whole paper or the open, masked copy of it."""

    file: str
    title: str
    version: str
    sha256: str
    size: int


def decision_package(access: Access, review: Review, extra: Sequence[Paper] = ()) -> tuple[str, bytes]:
    """Return the file name and content of the zip. `extra` are papers that the reader wants besides the review's own.

    Readers who may not read secrets get only the open copies, and their manifest says nothing of the others. Of a
    review that is not decided the package is a draft. Raises Hidden and Refused as `require_package` does. The same
    decision gives the same bytes.
    """
    decision = require_package(access, review)
    seen = [version for version in (WHOLE, OPEN) if version == OPEN or inside(access, review)]
    also = (english_summary(access, review), *extra)
    found = {version: (*papers_of(access, review, masked=version == OPEN), *also) for version in seen}
    files, lines = [], []
    for name, version, paper, content in _rendered(found):
        files.append((name, content))
        lines.append(PackageFile(name, paper.title, version, sha256(content).hexdigest(), len(content)))
    facts = _facts(access, review, decision)
    files.append(("manifest.json", _as_json(facts, lines)))
    files.append(("manifest.txt", _as_text(facts, lines)))
    main: Document = found[seen[0]][0].document
    return _name(review, decision), bundle(files, main)


def require_package(access: Access, review: Review) -> Decision | None:
    """Return the decision; None if the package would be a draft, which is for readers within the review's unit.

    Raises Hidden for other readers of a draft, and Refused while something remains to be done before the decision.
    """
    if decision := Decision.objects.visible(access).filter(review=review).first():
        return decision
    if review.state == ReviewState.DECIDED or not review.may(access, READ):
        raise Hidden
    if obstacles := obstacles_of(access, review):
        words = _("There is no decision package yet: %(what)s") % {"what": describe_obstacles(obstacles)}
        raise Refused(words, code="incomplete")
    return None


def _rendered(found: dict[str, tuple[Paper, ...]]) -> Iterator[tuple[str, str, Paper, bytes]]:
    """Yield the name, version, paper and content of each file, and report progress at each paper."""
    total, done = sum(map(len, found.values())), 0
    for version, papers in found.items():
        for paper in papers:
            report_progress(paper.title, done, total)
            done += 1
            kind = paper.document.meta.kind
            lead = "" if paper.number or paper.title.startswith(kind) else f"{kind}-".replace(" ", "-")
            for form in ("xlsx",) if paper.workbook else PAPER_FORMS:
                name, content = paper_file(paper, form)
                yield f"{FOLDERS[version]}/{lead}{name}", version, paper, content


def _facts(access: Access, review: Review, decision: Decision | None) -> dict[str, str | int]:
    """Return what the manifest says of the whole. Of a decided review it depends on nothing but the decision."""
    facts: dict[str, str | int] = {
        "title": review.title,
        "number": review.number,
        "unit": review.owner_unit.name,
        "year": review.year,
        "version": review.edition,
        "status": "Beslutad" if decision else "UTKAST, inte beslutad",
        "decided_on": decision.decided_on.isoformat() if decision else "",
        "decided_by": f"{decision.body}, {decision.decider_name}, {decision.decider_role}"
        if decision
        else "",
        "diary_number": decision.diary_number if decision else review.diary_number,
        "paragraph": decision.paragraph if decision else "",
        "official_report": "ingår" if review.wrapper else "ingår inte: genomgången är skriven utan",
    }
    if decision:
        return facts | {
            "made_by": "akropoLIS, ur handlingen som låstes vid beslutet",
            "made_at": decision.recorded_at.astimezone(timezone.get_default_timezone()).isoformat(
                "T", "seconds"
            ),
        }
    made_at = timezone.localtime().isoformat("T", "seconds")
    return facts | {"made_by": access.actor.name, "made_at": made_at}


LABELS = {
    "status": "Status",
    "title": "Handling",
    "number": "Nummer",
    "unit": "Enhet",
    "year": "År",
    "version": "Version",
    "decided_on": "Beslutad den",
    "decided_by": "Beslutad av",
    "diary_number": "Diarienummer",
    "paragraph": "Paragraf",
    "official_report": "Tjänsteutlåtande",
    "made_by": "Framtagen av",
    "made_at": "Framtagen",
}
"""What the manifest as text calls each of its facts, in order."""


def _as_json(facts: dict[str, str | int], lines: Sequence[PackageFile]) -> bytes:
    content = {**facts, "files": [asdict(line) for line in lines]}
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _as_text(facts: dict[str, str | int], lines: Sequence[PackageFile]) -> bytes:
    head = [f"{label}: {facts[key]}" for key, label in LABELS.items() if facts[key] != ""]
    body = [
        f"{line.file}\n  {line.title}, {line.version}, {line.size} byte\n  SHA-256 {line.sha256}"
        for line in lines
    ]
    return "\n".join(["Manifest för beslutspaketet", "", *head, "", *body, ""]).encode()


def _name(review: Review, decision: Decision | None) -> str:
    edition = f"-utgava-{review.edition}" if review.edition > 1 else ""
    draft = "" if decision else "-UTKAST"
    return f"Beslutspaket-{review.declared.slug}-{review.year}-{review.owner_unit.code}{edition}{draft}.zip"
