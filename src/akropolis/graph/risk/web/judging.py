"""The page on which a risk is judged: as it stands, without measures, and the target."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.lib.swedish import date_iso, lower_first
from akropolis.base.ui.fields import prose_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.parts import Cell, Crumb, Kind
from akropolis.graph.compliance.reports.words import STATES
from akropolis.graph.risk.models import JudgementKind, Risk, RiskJudgement
from akropolis.graph.risk.register.risks import way_to
from akropolis.graph.risk.register.scales import (
    RiskScales,
    add_fields,
    changed,
    check_harms,
    level_so_far,
    read_input,
    scales_in_use,
)
from akropolis.graph.risk.reports.judgement_words import level_label
from akropolis.graph.risk.reports.matrix_grid import grid_of
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk.selectors.judgements import (
    HarmProposal,
    judgements_of,
    latest_by_kind,
    propose_consequences,
)
from akropolis.graph.risk.selectors.protection import RiskMeasureLine, leads_to_target, measures_of
from akropolis.graph.risk.services.causes import risk_url
from akropolis.graph.risk.services.judging import JudgementInput, judge_levels

MARKS = {
    JudgementKind.CURRENT.value: gettext_lazy("Now"),
    JudgementKind.INHERENT.value: gettext_lazy("Without protection"),
    JudgementKind.TARGET.value: gettext_lazy("Target"),
}
"""The words by which the levels are marked in the matrix."""
NOT_SHOWN: tuple[object, Kind] = (gettext_lazy("Not shown to you"), "neutral")
"""What is said of a measure whose status the user may not read, as in `STATES`."""


class JudgeForm(VersionedForm):
    """Form of the levels in `kinds`. `matrix` is the edition that the user sees."""

    matrix = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: FormData,
        *,
        scales: RiskScales,
        kinds: Sequence[str],
        latest: Mapping[str, RiskJudgement],
        proposed: Mapping[str, HarmProposal],
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        self.scales, self.kinds, self.latest, self.proposed = scales, kinds, latest, proposed
        harms = {key: each.level for key, each in proposed.items()}
        now = latest.get(JudgementKind.CURRENT)
        for kind in kinds:
            mine = latest.get(kind)
            start = (
                dict(now.consequences) if now and mine is None and kind != JudgementKind.CURRENT else harms
            )
            add_fields(self, kind, scales, mine, start if kind == JudgementKind.CURRENT else {})
        self.fields["reasons"] = prose_field(
            _("Why"),
            4000,
            rows=3,
            required=False,
            help_text=_("What the judgement rests on, so that somebody else understands it in a year."),
        )

    def clean(self) -> None:
        """Check that each level with a likelihood has a consequence."""
        for kind in self.kinds:
            check_harms(self, kind, self.scales)

    def judged(self) -> list[JudgementInput]:
        """Return what is judged: the level as it stands, and the others where they are not as judged before."""
        return [each for kind in self.kinds if (each := self._judged(kind)) is not None]

    def _judged(self, kind: str) -> JudgementInput | None:
        given = read_input(self, kind, self.scales, self.cleaned_data["reasons"])
        again = kind == JudgementKind.CURRENT
        return given if again else changed(given, self.latest.get(kind), self.scales)

    @property
    def current_likelihood(self) -> forms.BoundField:
        """The field of the likelihood as it stands."""
        return self["current-likelihood"]

    @property
    def current_rows(self) -> list[tuple[forms.BoundField, str]]:
        """The fields of the consequences as they stand, with their proposals."""
        return list(self.rows(JudgementKind.CURRENT.value))

    def rows(self, kind: str) -> Iterator[tuple[forms.BoundField, str]]:
        """Yield the field of each kind of harm, with where its proposal comes from."""
        for category in self.scales.harms.categories:
            proposal = self.proposed.get(category.key) if kind == JudgementKind.CURRENT else None
            yield self[f"{kind}-{category.key}"], _proposal_words(proposal, self.scales) if proposal else ""

    @property
    def folded(self) -> list[dict[str, object]]:
        """Return the levels that are folded on the page: open if they are judged or wrong."""
        return [
            {
                "title": {"inherent": _("Without the protection of today"), "target": _("Target")}[kind],
                "lead": {
                    "inherent": _("How it would be if nothing of what protects today were there."),
                    "target": _("How it shall be when the measures and actions of the risk are done."),
                }[kind],
                "likelihood": self[f"{kind}-likelihood"],
                "rows": [field for field, _words in self.rows(kind)],
                "open": any(name.startswith(f"{kind}-") for name in self.errors),
            }
            for kind in self.kinds[1:]
        ]


def _proposal_words(proposal: HarmProposal, scales: RiskScales) -> str:
    aspect = scales.harms.aspect(proposal.aspect)
    words = {
        "level": lower_first(str(scales.labels.get(proposal.level, proposal.level))),
        "information": proposal.information,
        "aspect": lower_first(aspect.name) if aspect else proposal.aspect,
    }
    return _("Proposed: %(level)s, by the classification of %(information)s (%(aspect)s).") % words


@requires(EDIT)
def judge_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form; POST judges. With `look` in the POST, only the levels so far are shown and nothing is saved."""
    access = access_of(request)
    risk = find_writable(access, pk)
    scales = scales_in_use(access)
    if scales is None:
        messages.error(request, _("No risk matrix is in use. Ask the city's CISO to choose one."))
        return redirect("risks-detail", pk=pk)
    latest = latest_by_kind(judgements_of(access, risk))
    kinds = ["current", "inherent"]
    follows = leads_to_target(risk, timezone.localdate())
    if follows or risk.target_level is not None:
        kinds.append("target")
    initial: dict[str, object] = {"version": risk.version, "matrix": scales.matrix.pk}
    if now := latest.get("current"):
        initial["reasons"] = now.reasons
    form = JudgeForm(
        request.POST or None,
        scales=scales,
        kinds=kinds,
        latest=latest,
        proposed=propose_consequences(access, risk, scales.harms),
        initial=initial,
    )
    if "look" in request.POST:
        return render(request, "risk/_levels.html", {"levels": levels_so_far(form, kinds, scales)})
    if form.is_bound and form.is_valid():
        seen = {"matrix": form.cleaned_data["matrix"], "version": form.seen, "scheme": scales.scheme}
        act = partial(judge_levels, access, risk, form.judged(), **seen)
        if form.attempt(
            act, places={"likelihood": "current-likelihood", "consequences": "current-likelihood"}
        ).done:
            messages.success(request, _("The judgement is saved."))
            return redirect("risks-detail", pk=pk)
    return form_page(
        request,
        form,
        _("Judge the risk"),
        [*way_to(risk), Crumb(label=_("Judge"))],
        template="risk/judge.html",
        risk=risk,
        levels=levels_so_far(form, kinds, scales),
        conflict=_theirs(form),
        other_matrix=now.matrix.title if now and now.matrix_id != scales.matrix.pk else "",
        follows=follows,
        back=risk_url(risk),
        measures=measures_in_words(measures_of(access, risk, timezone.localdate())),
        treat_url=reverse("risk-treat", args=[pk]),
    )


def _theirs(form: VersionedForm) -> str:
    """Return what the one who saved meanwhile judged, in words; empty without a conflict."""
    risk = form.stale
    latest = RiskJudgement.everything.filter(risk=risk, kind="current").first() if risk else None
    if latest is None:
        return ""
    words = {"who": latest.judged_by, "level": level_label(latest), "day": date_iso(latest.judged_on)}
    return _("Judged as %(level)s by %(who)s, %(day)s.") % words


def levels_so_far(
    form: forms.Form, kinds: Sequence[str], scales: RiskScales, *, now: tuple[int, int] | None = None
) -> dict[str, object]:
    """Return the levels that the choices in the form give, and the matrix with their cells. `now` is a level that
    is not in the form.
    """
    cells = {"current": now} if now else {}
    cells |= {kind: cell for kind in kinds if (cell := level_so_far(form, kind, scales))}
    marks = [(str(MARKS[kind]), cell) for kind, cell in cells.items()]
    return {
        "rows": [(MARKS[kind], scales.body.level_at(*cell)) for kind, cell in cells.items()],
        "grid": grid_of(scales.body, scales.labels, marks),
    }


def measures_in_words(lines: Sequence[RiskMeasureLine]) -> list[Cell]:
    """Return how each measure stands, with its name as the note."""
    found = []
    for line in lines:
        words, kind = STATES[line.status] if line.status else NOT_SHOWN
        found.append(Cell(text=words, kind=kind, note=line.control.title, url=line.url))
    return found


def find_writable(access: Access, pk: UUID) -> Risk:
    """Return the risk. Raises Hidden if the user may not write it, or it is archived."""
    risk: Risk = (
        Risk.objects.visible(access).select_related("owner_unit", "node", "scenario__threat").one(pk=pk)
    )
    access.must(EDIT, risk.owner_unit)
    return risk
