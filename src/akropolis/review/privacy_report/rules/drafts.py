"""The texts proposed for the chapters of the yearly report on data protection, made from its figures alone.

They claim nothing that the figures do not say. More reported breaches are never said to be worse, and what no
register knows is said to be unknown.
"""

from __future__ import annotations

from akropolis.review.review_inputs.rules.drafts import Drafts
from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_inputs.rules.wording import agrees, amount, counted, cutoff, join, subject_phrase

LACKS = "Underlag saknas."


def _summary(pack: PackContent) -> str:
    first = f"Rapporten gäller {pack.year} för {subject_phrase(pack)}. Siffrorna visar läget {cutoff(pack)}."
    return join(first, _record_total(pack), _breaches_total(pack))


def _record_total(pack: PackContent) -> str:
    total = pack.count("processings.total")
    if total is None:
        return ""
    many = counted(pack, "processings.total", "behandling", "behandlingar", start=True)
    known, once = f"{many} finns i registerförteckningen.", pack.count("processings.once")
    if not pack.unit.is_city or once is None or once == total:
        return known
    joint = amount(pack, "processings.once")
    return (
        f"{known} Räknas gemensamma behandlingar en gång är de {joint}: en behandling kan ha flera ansvariga."
    )


def _record(pack: PackContent) -> str:
    if not pack.count("processings.total"):
        return _record_total(pack) or LACKS
    sentences = [_record_total(pack)]
    if pack.count("processings.incomplete") is not None:
        lacks = amount(pack, "processings.incomplete", none="ingen", start=True)
        sentences.append(f"{lacks} av dem saknar någon uppgift som artikel 30 kräver.")
    if pack.count("processings.attested") is not None:
        attested = amount(pack, "processings.attested", none="ingen", start=True)
        sentences.append(f"{attested} har intygats under det senaste året.")
    if pack.count("service_objects.without_routine"):
        many = counted(pack, "service_objects.without_routine", "objekt", "objekt", neuter=True, start=True)
        sentences.append(f"{many} saknar gällande rutin.")
    return join(*sentences)


def _breaches_total(pack: PackContent) -> str:
    duties, events = pack.count("incident-tracks.privacy"), pack.count("incidents.personal_data")
    if duties is None:
        return "Underlag om personuppgiftsincidenter saknas."
    many = counted(
        pack, "incident-tracks.privacy", "personuppgiftsincident", "personuppgiftsincidenter", start=True
    )
    known = f"{many} är {agrees(pack, 'incident-tracks.privacy', 'dokumenterad', 'dokumenterade')}"
    if not pack.unit.is_city or not duties or events is None:
        return f"{known}."
    once = counted(pack, "incidents.personal_data", "händelse", "händelser")
    return f"{known} hos de ansvariga. I registret är de {once}: en händelse kan drabba flera."


def _breaches(pack: PackContent) -> str:
    sentences = [_breaches_total(pack)]
    duties, events = pack.count("incident-tracks.privacy"), pack.count("incidents.personal_data")
    if duties:
        notified = amount(pack, "incident-tracks.notified", none="ingen", start=True)
        is_many = (pack.count("incident-tracks.notified") or 0) > 1
        sentences.append(f"{notified} är {'anmälda' if is_many else 'anmäld'}.")
        if pack.count("incident-tracks.not_notified"):
            not_ = amount(pack, "incident-tracks.not_notified", start=True)
            sentences.append(f"{not_} har enligt beslut inte anmälts, och skälen är dokumenterade.")
    if not pack.unit.is_city and events and events != duties:
        many = counted(pack, "incidents.personal_data", "händelse", "händelser", start=True)
        sentences.append(f"{many} i registret rör personuppgifter.")
    if pack.count("incidents.unknown_personal_data"):
        unknown = counted(pack, "incidents.unknown_personal_data", "händelse", "händelser")
        sentences.append(f"För {unknown} är det inte klarlagt om personuppgifter berördes.")
    return join(*sentences)


def _requests(pack: PackContent) -> str:
    if pack.count("data-requests.received") is None:
        return LACKS
    many = counted(pack, "data-requests.received", "begäran", "begäranden", start=True)
    first = f"{many} kom in under perioden."
    if not pack.count("data-requests.answered"):
        return first
    answered = amount(pack, "data-requests.answered", start=True)
    in_time = amount(pack, "data-requests.answered_in_time", none="ingen")
    return join(first, f"{answered} har besvarats, varav {in_time} i tid.")


def _processors(pack: PackContent) -> str:
    if pack.count("processor-agreements.total") is None:
        return LACKS
    many = counted(
        pack, "processor-agreements.total", "biträdesavtal", "biträdesavtal", neuter=True, start=True
    )
    lacks = amount(pack, "processor-agreements.incomplete", none="inget", neuter=True, start=True)
    sentences = [f"{many} {agrees(pack, 'processor-agreements.total', 'är registrerat', 'är registrerade')}."]
    if pack.count("processor-agreements.total"):
        sentences.append(f"{lacks} av dem saknar någon punkt som artikel 28.3 kräver.")
    if pack.count("processor-agreements.without"):
        without = counted(pack, "processor-agreements.without", "leverantör", "leverantörer", start=True)
        sentences.append(f"{without} behandlar personuppgifter utan registrerat avtal.")
    return join(*sentences)


def _assessments(pack: PackContent) -> str:
    if pack.count("impact_assessments.needed") is None:
        return LACKS
    needed = counted(pack, "impact_assessments.needed", "behandling", "behandlingar", start=True)
    decided = counted(pack, "impact_assessments.decided", "bedömning", "bedömningar", start=True)
    sentences = [
        f"{needed} behöver en konsekvensbedömning enligt tröskelbedömningen.",
        f"{decided} är beslutade.",
    ]
    if pack.count("impact_assessments.decided") == 1:
        sentences[1] = f"{decided} är beslutad."
    if pack.count("impact_assessments.without_test"):
        many = counted(pack, "impact_assessments.without_test", "behandling", "behandlingar", start=True)
        sentences.append(f"{many} med känsliga uppgifter har ingen tröskelbedömning.")
    return join(*sentences)


def _transfers(pack: PackContent) -> str:
    if pack.count("processings.with_third_country") is None:
        return LACKS
    many = counted(pack, "processings.with_third_country", "behandling", "behandlingar", start=True)
    sentences = [f"{many} för över uppgifter utanför EU och EES."]
    if pack.count("processor-agreements.fall_with_dpf"):
        fall = counted(pack, "processor-agreements.fall_with_dpf", "överföring", "överföringar", start=True)
        bare = amount(pack, "processor-agreements.without_fallback", none="ingen")
        sentences.append(
            f"{fall} faller om EU–US Data Privacy Framework faller, varav {bare} saknar reservgrund."
        )
    return join(*sentences)


def _reviews(pack: PackContent) -> str:
    if pack.count("dpo-reviews.done") is None:
        return LACKS
    many = counted(pack, "dpo-reviews.done", "granskning", "granskningar")
    first = f"Dataskyddsombudet genomförde {many} under perioden."
    if not pack.count("dpo-reviews.unanswered"):
        return first
    waiting = counted(pack, "dpo-reviews.unanswered", "granskning", "granskningar", start=True)
    return join(first, f"{waiting} har iakttagelser som inte är besvarade.")


DRAFTS: Drafts = {
    "privacy_summary": _summary,
    "privacy_reviews": _reviews,
    "privacy_record": _record,
    "privacy_breaches": _breaches,
    "privacy_requests": _requests,
    "privacy_processors": _processors,
    "privacy_assessments": _assessments,
    "privacy_transfers": _transfers,
}
