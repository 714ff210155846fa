"""A proposed text for each chapter, made from the pack alone. The editor of the chapter accepts, changes or
ignores it.

The drafts are Markdown with figure marks. They claim nothing that the figures do not say, leave all
judgements to the management, and say what is missing. No sentence is proposed for two chapters, and none is
true only before the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from akropolis.base.lib.registry import Registry
from akropolis.base.lib.swedish import capitalised, listing, period_prose
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review_inputs.rules import effect_sentences as effect
from akropolis.review.review_inputs.rules import foundations as stands_on
from akropolis.review.review_inputs.rules import risk_sentences, role_sentences, telling
from akropolis.review.review_inputs.rules import sentences as say
from akropolis.review.review_inputs.rules import standings as stand
from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_inputs.rules.wording import cutoff, join, subject_phrase

_LACKS: Mapping[str, tuple[str, ...]] = {
    "measurements": ("revisioner", "avvikelser", "mål"),
    "objectives": ("mål",),
    "no_objectives": ("mål",),
    "feedback": ("synpunkter",),
    "risks": ("risker",),
}
"""What is lacking, by the key in the pack, also in packs of earlier versions."""


type Drafts = Mapping[str, Callable[[PackContent], str]]
drafts_of_kinds: Registry[str, Drafts] = Registry("drafts of a yearly report")
"""What proposes the texts of a report's chapters, by chapter key, by the key of the report's kind."""


def draft(key: str, pack: PackContent) -> str:
    """Return the proposed text of the chapter with that key; an empty string if none is proposed for it."""
    build = _drafts(pack).get(key)
    return build(pack) if build else ""


def drafts(pack: PackContent) -> dict[str, str]:
    """Return every proposed text, by chapter key."""
    return {key: build(pack) for key, build in _drafts(pack).items()}


def _drafts(pack: PackContent) -> Drafts:
    return _DRAFTS if pack.kind == REVIEW.key else drafts_of_kinds.entries.get(pack.kind, {})


def _lacking(pack: PackContent) -> str:
    """Return sentences on the areas for which the system has no register yet."""
    lacking = [word for part in pack.inputs for key in part.missing for word in _LACKS.get(key, ())]
    return f"Underlag saknas om {listing(lacking)}." if lacking else ""


def _introduction(pack: PackContent) -> str:
    days = period_prose(pack.period.first, pack.period.last)
    period = days if days.isdecimal() else f"perioden {days}"
    risks = "" if pack.count("risks.total") is None else "risker, "
    first = (
        f"Genomgången gäller {period} och bygger på registren över incidenter, {risks}åtgärder, it-tjänster och "
        f"omvärldsobservationer. Siffrorna visar läget {cutoff(pack)}, som kallas brytdagen."
    )
    cited = [words for part in pack.inputs for words in telling.cited(part)]
    covered = join(stand.coverage(pack), stand.not_decided(pack))
    return _paragraphs(join(first, _lacking(pack), *cited), covered)


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _horizon(pack: PackContent) -> str:
    return join(say.observations(pack), say.undecided(pack), say.shared_observations(pack))


def _state(pack: PackContent) -> str:
    return join(
        say.incidents(pack),
        say.seriousness(pack),
        say.unknown_personal_data(pack),
        say.actions(pack),
        say.services(pack),
        stands_on.unit_measures(pack),
        stands_on.service_measures(pack),
        stands_on.used(pack),
        stands_on.offers(pack),
    )


def _directions(pack: PackContent) -> str:
    return join(f"Följande inriktningar gäller för {pack.year}.", say.delays(pack))


def _execution(pack: PackContent) -> str:
    who = (
        "Nämnder och bolag svarar på inriktningarna med åtgärder eller med skäl till att inga behövs."
        if pack.unit.is_city
        else "Inriktningarna genomförs som åtgärder i det ordinarie linjearbetet."
    )
    return join(who, say.cost(pack))


def _organisation(pack: PackContent) -> str:
    return _paragraphs(
        role_sentences.carriers(pack), role_sentences.together(pack), role_sentences.ways(pack)
    )


def _followup(pack: PackContent) -> str:
    if pack.count("directions.total") == 0:
        return "De inriktningar som beslutas nu följs upp i nästa genomgång."
    return join(stand.directions(pack), stand.kept_directions_sentence(pack), stand.answers(pack))


def _indicators(pack: PackContent) -> str:
    measured = (effect.presence(pack), effect.effect(pack), effect.untested(pack), effect.phishing(pack))
    first = join(say.on_time(pack), say.incidents_last_year(pack))
    return _paragraphs(first, effect.objectives(pack), join(*measured))


def _audits(pack: PackContent) -> str:
    return _paragraphs(
        join(effect.audits(pack), effect.findings(pack), effect.late_answers(pack)),
        join(
            effect.open_deviations(pack),
            effect.late_deviations(pack),
            effect.verified_deviations(pack),
            effect.exceptions(pack),
        ),
        join(stands_on.exercises(pack), stands_on.questions(pack)),
    )


def _risks(pack: PackContent) -> str:
    return join(
        risk_sentences.registered(pack),
        risk_sentences.not_judged(pack),
        risk_sentences.unhandled(pack),
        risk_sentences.accepted(pack),
        say.classification(pack),
        say.phasing_out(pack),
        stands_on.accepted(pack),
        stands_on.single(pack),
        stands_on.ai(pack),
        stands_on.keys(pack),
    )


def _assessment(_pack: PackContent) -> str:
    return "Bedömningen svarar på om ledningssystemet för informationssäkerhet är lämpligt, tillräckligt och verksamt."


def _changes(pack: PackContent) -> str:
    return stands_on.local_instructions(pack)


def _coverage(pack: PackContent) -> str:
    if not pack.coverage:
        return (
            f"{capitalised(subject_phrase(pack))} har inga enheter under sig som ska göra en egen genomgång."
        )
    return stand.missing_reviews_sentence(pack.coverage)


_DRAFTS: Drafts = {
    "introduction": _introduction,
    "horizon": _horizon,
    "state": _state,
    "directions": _directions,
    "execution": _execution,
    "organisation": _organisation,
    "followup": _followup,
    "indicators": _indicators,
    "audits": _audits,
    "risks": _risks,
    "assessment": _assessment,
    "changes": _changes,
    "coverage": _coverage,
}
