"""How a record of processing of another maker is read: what its columns hold, and what its words mean. Pure."""

import re
from collections.abc import Mapping, Sequence

from akropolis.base.lib.headings import plain_words

REF, GROUPS, CATEGORIES, RECIPIENTS = "ref", "subjects", "categories", "recipients"
HEADINGS: Mapping[str, Sequence[str]] = {
    REF: ("ref id", "id", "nr", "nummer", "behandlings id", "löpnummer", "number", "diarienummer"),
    "title": (
        *("behandlingens namn", "behandling", "namn på behandling", "personuppgiftsbehandling", "name"),
        *(
            "name of the processing",
            "processing",
            "processing activity",
            "namn",
            "benämning",
            "rubrik",
            "register",
        ),
    ),
    "purpose": (
        "ändamål",
        "ändamålet",
        "ändamål med behandlingen",
        "syfte",
        "purpose",
        "purposes",
        "description",
    ),
    "owner_unit": (
        *("enhet", "personuppgiftsansvarig", "nämnd", "ansvarig nämnd", "förvaltning", "bolag", "verksamhet"),
        *("unit", "controller", "domain", "folder", "department"),
    ),
    "role": ("er roll", "roll", "your role", "role"),
    GROUPS: (
        *(
            "kategorier av registrerade",
            "registrerade",
            "grupper av registrerade",
            "kategori av registrerade",
        ),
        *("categories of data subjects", "data subjects", "groups of data subjects"),
    ),
    CATEGORIES: (
        *("kategorier av personuppgifter", "personuppgifter", "kategori av personuppgifter", "uppgifter"),
        *("categories of personal data", "personal data", "data categories"),
    ),
    "people": ("antal personer", "antal registrerade", "number of people"),
    "data_source": ("var uppgifterna kommer ifrån", "källa", "varifrån", "where the data comes from"),
    "legal_basis": ("rättslig grund", "laglig grund", "legal basis", "lawful basis", "rättslig grund art 6"),
    "special_basis": ("undantag för känsliga uppgifter", "undantag art 9", "article 9 condition"),
    "basis_note": (
        "mer om den rättsliga grunden",
        "lagrum",
        "lagstöd",
        "nationell rättslig grund",
        "provision",
    ),
    RECIPIENTS: (
        "mottagare",
        "kategorier av mottagare",
        "recipients",
        "categories of recipients",
        "data recipients",
    ),
    "third_country": (
        *(
            "överföring till tredje land",
            "tredjeland",
            "tredje land",
            "tredjelandsöverföring",
            "third country",
        ),
        *("överföringar", "överförs utanför eu och ees", "third country transfers", "transfers"),
    ),
    "preserved": ("bevaras", "preserved"),
    "retention_months": (
        "gallras efter månader",
        "bevarandetid i månader",
        "sparas i månader",
        "kept for in months",
    ),
    "retention": (
        *("gallring", "gallringsfrist", "gallringstid", "bevarande", "tidsfrist för radering", "lagringstid"),
        *("när uppgifterna gallras", "retention", "retention period", "time limits for erasure"),
    ),
    "security": (
        *("säkerhetsåtgärder", "tekniska och organisatoriska säkerhetsåtgärder", "skyddsåtgärder"),
        *("security measures", "technical and organisational measures", "security"),
    ),
}
"""Field → the headings that mean it. The fields are those of a processing, and four that are not."""
BASES: Mapping[str, str] = {
    "a": r"samtycke|consent",
    "b": r"avtal|contract",
    "c": r"rättslig(a)? (förpliktelse|skyldighet)|legal obligation|lagkrav",
    "d": r"grundläggande intresse|vital",
    "e": r"allmänt intresse|myndighetsutövning|public (task|interest)|official authority",
    "f": r"intresseavvägning|berättiga(t|de) intresse|legitimate interest",
}
_ARTICLE = re.compile(r"(?:\b6[.:]\s?1|\bart(?:ikel|icle|\.)?\s*6(?:[.:]?1)?)\s*[.(]?\s*([a-f])\b")
_LETTER = re.compile(r"^\(?([a-f])[).]?$")
SYNONYMS: Mapping[str, str] = {
    **dict.fromkeys(("anställda", "personal", "medarbetare", "staff", "employee"), "employees"),
    **dict.fromkeys(("medborgare", "invånare", "allmänheten", "kommuninvånare", "citizen"), "citizens"),
    **dict.fromkeys(("barn och elever", "elev", "student"), "pupils"),
    **dict.fromkeys(("kunder", "abonnenter", "customer"), "customers"),
    **dict.fromkeys(("leverantörer", "leverantörskontakter", "suppliers"), "supplier-contacts"),
    **dict.fromkeys(
        ("namn", "kontaktuppgifter", "namn och adress", "adress", "name", "contact details"), "identity"
    ),
    **dict.fromkeys(("personnummer", "samordningsnummer", "personal identity number"), "personnummer"),
    **dict.fromkeys(("bild", "bilder", "foto", "fotografier", "film"), "photo"),
    **dict.fromkeys(("hälsouppgifter", "uppgifter om hälsa", "health data", "sjukdom"), "health"),
    **dict.fromkeys(("ekonomi", "bankuppgifter", "lön", "financial data"), "finance"),
    **dict.fromkeys(("facktillhörighet", "facklig tillhörighet"), "union"),
}
"""Plain words → code of a group or category, for what the tables call otherwise."""
_EXCEPTION = re.compile(r"\b9[.:]\s?2\s*[.(]?\s*([a-j])\b")
_NO = re.compile(r"^(nej|no|ingen|inga|inte|none|false|[–-]$)(?!\w)", re.IGNORECASE)
_YES = re.compile(r"^(ja|yes|true|x)\b[\s,:;–-]*", re.IGNORECASE)


def split_lines(text: str, also: str = "") -> list[str]:
    """Return what a cell lists, divided by lines and semicolons, and by the signs in `also`; each once."""
    parts = (part.strip(" \t-•*") for part in re.split(rf"[\n;{also}]", text))
    return list(dict.fromkeys(part for part in parts if part))


def guess_bases(text: str) -> list[str]:
    """Return the letters of article 6.1 that the words mean, in alphabetical order."""
    word = text.strip().casefold()
    if only := _LETTER.match(word):
        return [only[1]]
    named = set(_ARTICLE.findall(word))
    return sorted(named | {letter for letter, words in BASES.items() if re.search(words, word)})


def match_words[R](words: Sequence[str], rows: Mapping[str, R]) -> tuple[list[R], list[str]]:
    """Return the rows that the words mean, and the words that mean none. `rows` are by plain name and by code."""
    found = {
        word: rows.get(plain) or rows.get(SYNONYMS.get(plain, ""))
        for word in words
        for plain in [plain_words(word)]
    }
    return [row for row in found.values() if row], [word for word, row in found.items() if not row]


def read_answer(text: str) -> tuple[str, str]:
    """Return yes, no or nothing, and what the text says besides. A text that does not say no is a yes."""
    if _NO.match(text) or not text:
        return ("no" if text else ""), ""
    return "yes", _YES.sub("", text)


def read_exception(text: str) -> str:
    """Return the letter of article 9.2 that the text names; otherwise the text."""
    found = _EXCEPTION.search(text.casefold())
    return found[1] if found else text


def read_role(text: str) -> str:
    """Return the role that the words mean; otherwise the text."""
    word = text.casefold()
    roles = {
        "processor": r"biträde|processor",
        "joint": r"gemensam|joint",
        "controller": r"ansvarig|controller",
    }
    return next((role for role, words in roles.items() if re.search(words, word)), text)
