"""Edits of one part of a scheme: each function returns a whole new scheme, with the other parts unchanged."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from akropolis.shared.classification.rules.aspects import Aspect
from akropolis.shared.classification.rules.scheme import BilingualText, Category, Level, SchemeBody

_NO_KEY = re.compile(r"[^a-z0-9]+")
_PLAIN = str.maketrans("åäöéü", "aaoeu")


def with_aspects(
    body: SchemeBody,
    written: Mapping[Aspect, tuple[bool, BilingualText, BilingualText]],
    language: str = "sv",
) -> SchemeBody:
    """Return the scheme with other aspects: active, name and question by aspect."""
    aspects = tuple(
        replace(
            aspect,
            active=written[aspect.key][0],
            names=written[aspect.key][1],
            questions=written[aspect.key][2],
        )
        if aspect.key in written
        else aspect
        for aspect in body.aspects
    )
    return replace(body, aspects=aspects).told(language)


def with_levels(
    body: SchemeBody, labels: Sequence[BilingualText], *, beyond: bool, language: str = "sv"
) -> SchemeBody:
    """Return the scheme with levels named `labels`, numbered from 0. Empty labels at the end are dropped.

    With `beyond`, the highest level is above the catalogue. Criteria of removed levels are removed too.
    """
    kept = list(labels)
    while kept and not (kept[-1].sv or kept[-1].en):
        kept.pop()
    top = len(kept) - 1
    levels = tuple(Level(value, words, beyond and value == top) for value, words in enumerate(kept))
    criteria = {key: words for key, words in body.criteria.items() if key[1] <= top}
    return replace(body, levels=levels, criteria=criteria).told(language)


def with_categories(
    body: SchemeBody, written: Sequence[tuple[str, BilingualText]], language: str = "sv"
) -> SchemeBody:
    """Return the scheme with these kinds of harm: key (empty if new) and name. One without a name is removed."""
    categories: list[Category] = []
    taken = {key for key, _words in written if key}
    for key, words in written:
        if words.sv or words.en:
            known = key or _new_key(words.sv or words.en, taken)
            taken.add(known)
            categories.append(Category(known, words))
    keys = {category.key for category in categories}
    criteria = {place: words for place, words in body.criteria.items() if place[0] in keys}
    return replace(body, categories=tuple(categories), criteria=criteria).told(language)


def with_criteria(body: SchemeBody, category: str, written: Mapping[int, BilingualText]) -> SchemeBody:
    """Return the scheme with new criteria for one kind of harm, keyed by level. Empty texts are dropped."""
    criteria = {key: words for key, words in body.criteria.items() if key[0] != category}
    criteria |= {(category, value): words for value, words in written.items() if words.sv or words.en}
    return replace(body, criteria=criteria)


def _new_key(name: str, taken: set[str]) -> str:
    """Return an unused key made from the name."""
    plain = _NO_KEY.sub("-", name.casefold().translate(_PLAIN)).strip("-")[:30] or "harm"
    key, number = plain, 2
    while key in taken:
        key, number = f"{plain}-{number}", number + 1
    return key
