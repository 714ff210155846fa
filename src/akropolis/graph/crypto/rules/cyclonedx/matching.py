"""Which part of a bill is which row: what tells them from others, which belong together, and what they are called."""

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
"""What of a row tells it from others."""
LONGEST, MANY, TIERS = 200, 50, 5
"""Signs of a name; rows of one name that a part is compared with one by one; the most that `looser` gives."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells a part or a row from others of its sort: the values of `FIELDS`, alike for both.

    Package addresses are taken to be in their canonical spelling; one that is not is found by its words alone.
    """

    sort: Sort
    said: Plain

    def words(self) -> tuple[str, ...]:
        """What can stand behind a name to tell it from its namesakes, the plainest first."""
        if self.sort is Sort.COMPONENT:
            purl = self.said["purl"]
            return self.said["edition"], f"({without_version(purl).removeprefix('pkg:')})" if purl else ""
        if self.sort is Sort.CRYPTO:
            return self._crypto_words()
        return (self.said["model"],) if self.sort is Sort.AI_SYSTEM else ()

    def _crypto_words(self) -> tuple[str, ...]:
        """An algorithm's or protocol's own name is its beginning; what follows tells it from others of that name."""
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
        """The name without such words behind it, and which those are."""
        return _stripped(self.said["name"], self.words())

    def called(self, places: Iterable[int]) -> str:
        """The name with those words behind it, and those that it has.

        Its plain name where that would grow too long, or could not be taken apart again.
        """
        (stem, own), words = self.stem(), self.words()
        whole = " ".join([stem, *(words[place] for place in sorted({*own, *places}) if words[place])])
        fits = len(whole) <= LONGEST and _stripped(whole, words)[0] == stem
        return whole if fits else self.said["name"]

    def renamed(self, said: Plain) -> str:
        """Its name when it becomes what is said: words behind the name follow, and all else stays as it stands."""
        stem, own = self.stem()
        return (
            Traits(self.sort, {**self.said, **said, "name": stem}).called(own) if own else self.said["name"]
        )

    def told(self) -> AbstractSet[tuple[str, object]]:
        """What is said beside the name."""
        return {
            (name, value) for name, value in self.said.items() if name != "name" and value not in ("", None)
        }

    def becomes(self, part: "Traits") -> bool:
        """Whether the row, told what the part says, is the same as the part in all but the name."""
        told = Traits(self.sort, {**self.said, **dict(part.told())})
        return told.exact()[1:] == part.exact()[1:]

    def exact(self) -> Key:
        """Equal for two that are one and the same: a package by its whole address, else by all that is said."""
        said = self.said
        if self.sort is Sort.COMPONENT and (purl := said["purl"]):
            return "purl", purl, "" if versioned(purl) else said["edition"]
        return (self.stem()[0], *(said[name] for name in FIELDS[self.sort] if name not in ("name", "purl")))

    def looser(self) -> tuple[Key | None, ...]:
        """What stays when one of them is upgraded or renewed, the most telling first; None where nothing is said.

        The first holds whatever name a person has given the row.
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
    """The name without as much as there can be of the words, in their order, behind it; and which those are."""
    best: tuple[str, tuple[int, ...]] = (name, ())
    for place, word in enumerate(words):
        if word and name.endswith(f" {word}"):
            stem, before = _stripped(name[: -len(word) - 1], words[:place])
            if len(stem) < len(best[0]):
                best = (stem, (*before, place))
    return best


def pairs(parts: Sequence[Traits], rows: Sequence[Traits], near: AbstractSet[int]) -> dict[int, int]:
    """Which part is which row, by their places. No part and no row stands in it twice; no two parts may be the same.

    Those that are one and the same are paired wherever the row stands. Of the rest only rows that are `near`, and
    only when there is one on both sides: of two versions nobody can say which of them became the third. Those come
    first that say nothing against each other. A row that knows more than the part would be neither one nor the other
    if it were changed, so it is left: read again, every part finds the row that it found.
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
    """Namesakes of which the row says all that the part says, and perhaps more that a person has added."""
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
    """What those are to be called who share their name with others, by their places: with what tells them apart."""
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
    """The fewest words, from the plainest on, that tell all apart who can be told apart."""
    places: list[int] = []
    for place, each in enumerate(zip(*words, strict=True)):
        if len(set(each)) > 1 and len({tuple(w[p] for p in places) for w in words}) < len(
            {*map(tuple, words)}
        ):
            places.append(place)
    return places


def below(start: int, edges: Iterable[tuple[int, int]]) -> set[int]:
    """What `start` stands on by (source, target), near or far, and nothing but `start` and these stands on."""
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
