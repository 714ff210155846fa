"""How a record of processing of another maker is read: what its columns hold, and what its words mean. Pure."""

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files

import yaml

from akropolis.base.lib.headings import plain_words

REF, GROUPS, CATEGORIES, RECIPIENTS = "ref", "subjects", "categories", "recipients"
SPECIAL = "special"
_FILE = files("akropolis.privacy.processing_sources") / "content" / "foreign_words.yaml"
_WORDS = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
HEADINGS: Mapping[str, Sequence[str]] = _WORDS["headings"]
"""Field of a processing, or one of the five above → the headings that mean it."""
BASES: Mapping[str, str] = _WORDS["bases"]
SYNONYMS: Mapping[str, str] = {word: code for code, words in _WORDS["synonyms"].items() for word in words}
_ARTICLE = re.compile(r"(?:\b6[.:]\s?1|\bart(?:ikel|icle|\.)?\s*6(?:[.:]?1)?)\s*[.(]?\s*([a-f])\b")
_LETTER = re.compile(r"^\(?([a-f])[).]?$")
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
