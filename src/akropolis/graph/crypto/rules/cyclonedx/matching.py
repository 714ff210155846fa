"""Matching of a bill's parts with register rows: identifying fields, pairing of parts with rows, and new names."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial

from akropolis.base.lib.plain import Plain
from akropolis.graph.crypto.rules.cyclonedx.bill import Sort
from akropolis.graph.crypto.rules.cyclonedx.purls import package, versioned, without_version

type Key = tuple[object, ...]

FIELDS: Mapping[Sort, tuple[str, ...]] = {
    Sort.COMPONENT: ("name", "kind", "edition", "purl"),
    Sort.SERVICE: ("name",),
    Sort.AI_SYSTEM: ("name", "model"),
    Sort.CRYPTO: ("name", "kind", "algorithm", "key_bits", "protocol", "certificate_to", "identifier"),
}
"""Per register, the fields that identify a row among the others."""
LONGEST, MANY, TIERS = 200, 50, 5
"""Maximum length of a name, of rows with one name that are compared one by one, and of keys from `looser`."""


@dataclass(frozen=True, slots=True)
class Traits:
    """The identifying values of a part or a row: the fields in `FIELDS`, the same for both.

    Package URLs are assumed to be in canonical form; a URL in another form equals only the same text.
    """

    sort: Sort
    said: Plain

    def words(self) -> tuple[str, ...]:
        """Return the words that can be appended to a name to tell namesakes apart, the plainest first; "" for none."""
        if self.sort is Sort.COMPONENT:
            purl = self.said["purl"]
            return self.said["edition"], f"({without_version(purl).removeprefix('pkg:')})" if purl else ""
        if self.sort is Sort.CRYPTO:
            return self._crypto_words()
        return (self.said["model"],) if self.sort is Sort.AI_SYSTEM else ()

    def _crypto_words(self) -> tuple[str, ...]:
        """Return the words: the first one of an algorithm or protocol is its name, the rest tell namesakes apart."""
        said = self.said
        algorithm, protocol = said["algorithm"], said["protocol"]
        day = said["certificate_to"]
        return (
            algorithm.partition(" ")[2] if said["kind"] == "algorithm" else algorithm,
            str(said["key_bits"] or ""),
            protocol.partition(" ")[2],
            day.isoformat() if day else "",
            said["identifier"],
        )

    def stem(self) -> tuple[str, tuple[int, ...]]:
        """Return the name without the words that `words` appended to it, and the indexes of those words."""
        return _stripped(self.said["name"], self.words())

    def called(self, places: Iterable[int]) -> str:
        """Return the name with the words at the given indexes appended, along with those that it already
        has.

        Returns the stored name if the result would be longer than `LONGEST`, or could not be split into name
        and words again.
        """
        (stem, own), words = self.stem(), self.words()
        whole = " ".join([stem, *(words[place] for place in sorted({*own, *places}) if words[place])])
        fits = len(whole) <= LONGEST and _stripped(whole, words)[0] == stem
        return whole if fits else self.said["name"]

    def renamed(self, said: Plain) -> str:
        """Return the name with the values `said` in force: words appended to it are updated, the rest is unchanged."""
        stem, own = self.stem()
        return (
            Traits(self.sort, {**self.said, **said, "name": stem}).called(own) if own else self.said["name"]
        )

    def told(self) -> AbstractSet[tuple[str, object]]:
        """Return all non-empty (field, value) pairs except the name."""
        return {
            (name, value) for name, value in self.said.items() if name != "name" and value not in ("", None)
        }

    def becomes(self, part: "Traits") -> bool:
        """Tell whether the row, if updated from the part, would equal the part in everything except the name."""
        told = Traits(self.sort, {**self.said, **dict(part.told())})
        return told.exact()[1:] == part.exact()[1:]

    def exact(self) -> Key:
        """Return a key that is equal for two of the same part: the whole package URL, or without one all values."""
        said = self.said
        if self.sort is Sort.COMPONENT and (purl := said["purl"]):
            return "purl", purl, "" if versioned(purl) else said["edition"]
        return (self.stem()[0], *(said[name] for name in FIELDS[self.sort] if name not in ("name", "purl")))

    def looser(self) -> tuple[Key | None, ...]:
        """Return keys that stay the same after an upgrade or renewal, most specific first; None where a
        value is missing.

        The first key works whatever name a user has given the row.
        """
        said, stem = self.said, self.stem()[0]
        if self.sort is Sort.COMPONENT and (purl := said["purl"]):
            return ("purl", purl), ("make", without_version(purl)), ("package", package(purl))
        if self.sort is not Sort.CRYPTO:
            return None, (stem, said.get("kind")), (stem,)
        kind, mark, day = said["kind"], said["identifier"], said["certificate_to"]
        make = said["algorithm"], said["key_bits"], said["protocol"]
        own = (kind, *make, mark) if kind == "algorithm" else (kind, mark)
        return (
            own if mark or kind == "algorithm" else None,
            (kind, stem, "identifier", mark) if mark else None,
            (kind, stem, "day", day) if day else None,
            (kind, stem, "make", *make) if any(make) else None,
            (kind, stem),
        )


def _stripped(name: str, words: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """Strip as many of the words, in their order, from the end of the name as possible; return also which."""
    best: tuple[str, tuple[int, ...]] = (name, ())
    for place, word in enumerate(words):
        if word and name.endswith(f" {word}"):
            stem, before = _stripped(name[: -len(word) - 1], words[:place])
            if len(stem) < len(best[0]):
                best = (stem, (*before, place))
    return best


def pairs(parts: Sequence[Traits], rows: Sequence[Traits], near: AbstractSet[int]) -> dict[int, int]:
    """Pair parts with rows. Return a dict from index of part to index of row; no part or row is used twice.

    No two parts may be equal. A part is paired with an equal row wherever that row is. The remaining parts
    are paired only with rows in `near`, and only if the match is unique on both sides: of two versions
    nobody can say which one became the third. Pairs whose values do not contradict each other are made
    first. A row with more values than the part would not equal the part even after an update, so it is left.
    Importing the same file again gives the same pairs.
    """
    known: dict[Key, int] = {}
    for place, row in enumerate(rows):
        known.setdefault(row.exact(), place)
    exact = {place: known.get(part.exact()) for place, part in enumerate(parts)}
    found = {place: row for place, row in exact.items() if row is not None}
    taken = set(found.values())
    left = {place: part for place, part in enumerate(parts) if place not in found}
    free = {place: rows[place] for place in sorted(near) if place not in taken}
    for pair in _steps(left, free) if free else ():
        fresh = pair(left, free)
        found |= fresh
        for mine, theirs in fresh.items():
            del left[mine], free[theirs]
    return found


type _Places = dict[int, Traits]
type _Step = Callable[[_Places, _Places], dict[int, int]]


def _steps(left: _Places, free: _Places) -> list[_Step]:
    mine = {place: part.looser() for place, part in left.items()}
    theirs = {place: row.looser() for place, row in free.items()}
    first, *more = [partial(_alike, mine, theirs, tier) for tier in range(TIERS)]
    return [first, _agreeing, *more]


def _agreeing(left: _Places, free: _Places) -> dict[int, int]:
    """Pair namesakes whose row has all the part's values, and perhaps more that a user has added."""
    rows = _by_key({place: [row.stem()[:1]] for place, row in free.items()}, 0)
    found: dict[int, list[int]] = defaultdict(list)
    for place, part in left.items():
        namesakes = rows.get(part.stem()[:1], ())
        if len(namesakes) <= MANY:
            found[place] = [row for row in namesakes if part.told() <= free[row].told()]
    rivals = Counter(row for places in found.values() for row in places)
    return {place: rows[0] for place, rows in found.items() if len(rows) == 1 and rivals[rows[0]] == 1}


def _alike(
    mine: Mapping[int, Sequence[Key | None]],
    theirs: Mapping[int, Sequence[Key | None]],
    tier: int,
    left: _Places,
    free: _Places,
) -> dict[int, int]:
    parts = _by_key({place: mine[place] for place in left}, tier)
    rows = _by_key({place: theirs[place] for place in free}, tier)
    return {
        part: row
        for key, places in parts.items()
        for part, row in zip(places, rows.get(key, ()), strict=False)
        if len(places) == len(rows[key]) == 1 and free[row].becomes(left[part])
    }


def _by_key(looser: Mapping[int, Sequence[Key | None]], tier: int) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = defaultdict(list)
    for place, keys in looser.items():
        if tier < len(keys) and (key := keys[tier]) is not None:
            found[key].append(place)
    return found


def namesakes(everyone: Sequence[Traits]) -> dict[int, str]:
    """Return a dict from index to new name for those that share a name, with the words that tell them apart."""
    groups: dict[Key, list[int]] = defaultdict(list)
    for place, each in enumerate(everyone):
        kind = each.said["kind"] if each.sort is Sort.CRYPTO else ""
        groups[each.stem()[0].casefold(), kind].append(place)
    return {
        place: everyone[place].called(places)
        for group in groups.values()
        if len(group) > 1
        for places in [_telling([everyone[place].words() for place in group])]
        for place in group
    }


def _telling(words: Sequence[Sequence[str]]) -> list[int]:
    """Return the indexes of as few words as possible, the plainest first, that tell apart all that they can."""
    places: list[int] = []
    for place, each in enumerate(zip(*words, strict=True)):
        if len(set(each)) > 1 and len({tuple(w[p] for p in places) for w in words}) < len(
            {*map(tuple, words)}
        ):
            places.append(place)
    return places


def exclusive_dependencies(start: int, edges: Iterable[tuple[int, int]]) -> set[int]:
    """Return what `start` depends on by (source, target), near or far, and nothing else but `start` does."""
    targets: dict[int, list[int]] = defaultdict(list)
    sources: dict[int, list[int]] = defaultdict(list)
    for source, target in edges:
        targets[source].append(target)
        sources[target].append(source)
    reached = _reached([start], targets)
    foreign = [each for each in reached if each != start and any(s not in reached for s in sources[each])]
    others = _reached(foreign, {source: found for source, found in targets.items() if source != start})
    return reached - others - {start}


def _reached(starts: Iterable[int], targets: Mapping[int, Sequence[int]]) -> set[int]:
    reached = set(starts)
    waiting = list(reached)
    while waiting:
        fresh = {each for each in targets.get(waiting.pop(), ()) if each not in reached}
        reached |= fresh
        waiting += fresh
    return reached
