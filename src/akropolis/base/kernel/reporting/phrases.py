"""The few words that an output format adds by itself, such as a heading for the table of contents.

They follow the document's language, not the reader's: a decided document is the same for everyone, so
gettext does not translate them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    contents: str
    page: str
    of: tuple[str, str]
    diary_number: str
    date: str
    cutoff: str
    handler: str
    recipient: str
    version: str
    status: str
    kind: str
    authority: str
    entity: str
    administration: str
    paragraph: str
    decider: str
    footnotes: str
    footnote: str
    back: str
    before: str
    now: str
    secrecy: str
    marked: str
    figures: str
    about: str
    title: str
    subtitle: str
    figure_columns: tuple[str, ...]


_SWEDISH = Phrases(
    contents="Innehåll",
    page="Sida",
    of=(" (", ")"),
    diary_number="Dnr",
    date="Datum",
    cutoff="Brytdag",
    handler="Handläggare",
    recipient="Till",
    version="Version",
    status="Status",
    kind="Dokument",
    authority="Nämnd eller bolag",
    entity="Juridisk person",
    administration="Förvaltning",
    paragraph="Paragraf",
    decider="Beslutat av",
    footnotes="Fotnoter",
    footnote="Fotnot",
    back="Tillbaka till texten",
    before="tidigare",
    now="nu",
    secrecy="Sekretess",
    marked="Sekretessmarkering",
    figures="Siffror",
    about="Om",
    title="Titel",
    subtitle="Undertitel",
    figure_columns=("Nyckel", "Uppgift", "Värde", "Av", "Saknas", "Period", "Uttaget", "Källa", "Sekretess"),
)
_ENGLISH = Phrases(
    contents="Contents",
    page="Page",
    of=(" (", ")"),
    diary_number="Ref.",
    date="Date",
    cutoff="Figures as of",
    handler="Officer",
    recipient="To",
    version="Version",
    status="Status",
    kind="Document",
    authority="Authority",
    entity="Legal entity",
    administration="Administration",
    paragraph="Minutes",
    decider="Decided by",
    footnotes="Footnotes",
    footnote="Footnote",
    back="Back to the text",
    before="earlier",
    now="now",
    secrecy="Secrecy",
    marked="Marked as secret",
    figures="Figures",
    about="About",
    title="Title",
    subtitle="Subtitle",
    figure_columns=("Key", "Figure", "Value", "Of", "Missing", "Period", "Cut-off", "Source", "Secrecy"),
)


def phrases(language: str) -> Phrases:
    """Return a document's words in its language: English for "en" and its variants, otherwise Swedish."""
    return _ENGLISH if language.split("-")[0].lower() == "en" else _SWEDISH


def locale(language: str) -> str:
    """Return the language tag with a region, as office files require: sv-SE for "sv"."""
    return {"sv": "sv-SE", "en": "en-GB"}.get(language.lower(), language)
