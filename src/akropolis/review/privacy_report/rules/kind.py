"""The yearly report on data protection as a kind of yearly report: chapters, inputs and rights.

The chapters are those of a data protection officer's yearly report. Of 7 to 12 no city's own form was found: they
follow from what the GDPR demands, and their guidance says so. Headings are the document's words and are in Swedish.
"""

from collections.abc import Mapping

from akropolis.base.lib.figures import FigureWords
from akropolis.review.review.rules.kind import REVIEW
from akropolis.shared.yearly_reports.rules.kinds import (
    BUILT,
    WRAPPER,
    ChapterKind,
    ReportInput,
    YearlyReportKind,
    calendar_year,
    year_to_report,
)

INFERRED = FigureWords(
    " Kapitlet följer av lagen: ingen stads egen mall för det har hittats.",
    " The chapter follows from the law: no city's own form for it was found.",
)


def _chapter(
    key: str, title: str, guide: FigureWords, *letters: str, inferred: bool = False, default: bool = True
) -> ChapterKind:
    more = INFERRED if inferred else FigureWords("", "")
    return ChapterKind(
        f"privacy_{key}",
        title,
        title,
        letters,
        default,
        BUILT if letters else "prose",
        figures=letters,
        guide=FigureWords(guide.sv + more.sv, guide.en + more.en),
    )


CHAPTERS: tuple[ChapterKind, ...] = (
    *(chapter for chapter in REVIEW.chapters if chapter.kind == WRAPPER),
    _chapter(
        "summary",
        "Sammanfattning",
        FigureWords(
            "Den sammanvägda bedömningen av dataskyddet hos den personuppgiftsansvarige, på en halv sida.",
            "The overall assessment of data protection at the controller, on half a page.",
        ),
    ),
    _chapter(
        "officer",
        "Dataskyddsombudets uppdrag",
        FigureWords(
            "Skrivs av ombudet: uppdraget, oberoendet och hur stor del av en heltid som det har haft.",
            "Written by the officer: the assignment, its independence, and the share of full time that it had.",
        ),
    ),
    _chapter(
        "advice",
        "Rådgivning och utbildning",
        FigureWords(
            "Skrivs av ombudet: råd, utbildningar och hur många som deltog.",
            "Written by the officer: advice, training and how many took part.",
        ),
    ),
    _chapter(
        "reviews",
        "Granskningar",
        FigureWords(
            "Skrivs av ombudet: vad som granskades, hur, iakttagelser, rekommendationer och nämndens svar.",
            "Written by the officer: what was reviewed, how, observations, recommendations and the answers.",
        ),
        "reviews",
    ),
    _chapter(
        "record",
        "Registerförteckning",
        FigureWords(
            "Hur många behandlingar som finns, om de har setts över under året och vad som saknas.",
            "How many processings there are, whether they were reviewed in the year, and what is missing.",
        ),
        "record",
    ),
    _chapter(
        "breaches",
        "Personuppgiftsincidenter",
        FigureWords(
            "Att fler incidenter har anmälts kan betyda att fler upptäcks. Skriv vad som har lärts.",
            "More reported breaches may mean that more are detected. Write what has been learnt.",
        ),
        "breaches",
    ),
    _chapter(
        "requests",
        "Registrerades rättigheter",
        FigureWords(
            "Begäranden efter typ, om de besvarades i tid, och vad som fick avslag och varför.",
            "Requests by kind, whether they were answered in time, and what was refused and why.",
        ),
        "requests",
        inferred=True,
    ),
    _chapter(
        "processors",
        "Personuppgiftsbiträden och avtal",
        FigureWords(
            "Vilka avtal som finns, vad som saknas i dem och hur biträdena har följts upp.",
            "Which agreements there are, what is missing from them, and how processors were followed up.",
        ),
        "processors",
        inferred=True,
    ),
    _chapter(
        "assessments",
        "Konsekvensbedömningar",
        FigureWords(
            "Vilka behandlingar som har behövt en konsekvensbedömning, och hur långt de har kommit.",
            "Which processings needed an impact assessment, and how far they have come.",
        ),
        "assessments",
        inferred=True,
    ),
    _chapter(
        "transfers",
        "Överföring till tredjeland",
        FigureWords(
            "Vart uppgifter förs över, på vilken grund, och vad som gäller om den faller.",
            "Where data is transferred, on which basis, and what holds if it falls.",
        ),
        "transfers",
        inferred=True,
    ),
    _chapter(
        "cameras",
        "Kamerabevakning",
        FigureWords("Bara där kameror används.", "Only where cameras are used."),
        inferred=True,
        default=False,
    ),
    _chapter(
        "supervision",
        "Tillsyn och klagomål",
        FigureWords(
            "Ärenden hos Integritetsskyddsmyndigheten och klagomål under året. Skriv också om inget fanns.",
            "Matters at the authority for privacy protection, and complaints. Say so if there were none.",
        ),
        inferred=True,
    ),
    _chapter(
        "recommendations",
        "Rekommendationer",
        FigureWords(
            "Skrivs av ombudet: årets rekommendationer, och hur det gick med förra årets.",
            "Written by the officer: this year's recommendations, and what became of last year's.",
        ),
    ),
    _chapter(
        "plan",
        "Plan för nästa år",
        FigureWords("Vad som ska göras, av vem och när.", "What is to be done, by whom and when."),
    ),
    *(chapter for chapter in REVIEW.chapters if chapter.key in ("decisions", "remarks", "coverage")),
)
INPUTS: Mapping[str, ReportInput] = {
    "reviews": ReportInput(
        FigureWords("Granskningar", "Reviews"), ("dpo-reviews.done", "dpo-reviews.unanswered")
    ),
    "record": ReportInput(
        FigureWords("Registerförteckning", "Record of processing"),
        (
            *("processings.total", "processings.once", "processings.incomplete"),
            *("processings.attested", "processings.special"),
            *("processings.as_processor", "processings.without_basis"),
            *("service_objects.controllers", "service_objects.attested_controllers"),
            *(
                "service_objects.objects",
                "service_objects.attested_objects",
                "service_objects.without_routine",
            ),
        ),
    ),
    "breaches": ReportInput(
        FigureWords("Personuppgiftsincidenter", "Personal data breaches"),
        (
            *("incident-tracks.privacy", "incidents.personal_data", "incidents.unknown_personal_data"),
            *("incident-tracks.notified", "incident-tracks.not_notified"),
        ),
    ),
    "requests": ReportInput(
        FigureWords("Registrerades begäranden", "Requests of data subjects"),
        (
            *("data-requests.received", "data-requests.answered", "data-requests.answered_in_time"),
            *("data-requests.late", "data-requests.refused", "data-requests.extended"),
        ),
    ),
    "processors": ReportInput(
        FigureWords("Personuppgiftsbiträden", "Processors"),
        ("processor-agreements.total", "processor-agreements.incomplete", "processor-agreements.without"),
    ),
    "assessments": ReportInput(
        FigureWords("Konsekvensbedömningar", "Impact assessments"),
        (
            *("impact_assessments.needed", "impact_assessments.decided"),
            *("impact_assessments.without_test", "impact_assessments.consulted"),
        ),
    ),
    "transfers": ReportInput(
        FigureWords("Överföring till tredjeland", "Transfers to third countries"),
        (
            *("processings.with_third_country", "processor-agreements.transfers"),
            *("processor-agreements.fall_with_dpf", "processor-agreements.without_fallback"),
        ),
    ),
}
PRIVACY_REPORT = YearlyReportKind(
    key="privacy",
    slug="gdpr-arsrapporter",
    number_prefix="GDPR",
    title=FigureWords("GDPR-årsrapport", "Yearly report on data protection"),
    titles=FigureWords("GDPR-årsrapporter", "Yearly reports on data protection"),
    noun=("årsrapport", "årsrapporter"),
    english="yearly report",
    basis="Dataskyddsförordningen artikel 5.2 och 39.1 b",
    unit_kinds=frozenset({"committee", "company"}),
    period=calendar_year,
    year_on=year_to_report,
    chapters=CHAPTERS,
    inputs=INPUTS,
    resource="review:privacy",
    wrapper=False,
    letter=FigureWords(
        "Skriv årets GDPR-årsrapport. Talen kommer från registren. Dataskyddsombudet skriver sina kapitel.",
        "Write this year's report on data protection. The figures come from the registers.",
    ),
    cited_in={"review": "gdpr"},
)
