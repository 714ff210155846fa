"""Highest demands on a shared service, and who is responsible for the personal data in it."""

from collections.abc import Callable, Iterable, Mapping

from akropolis.shared.classification.rules.aspects import ORDER, Aspect

type Levels = Mapping[str, int | None]


def highest(all_levels: Iterable[Levels]) -> dict[str, int | None]:
    """Return a dict from aspect to the highest level in `all_levels`; None for an aspect without a level."""
    found: dict[str, int | None] = dict.fromkeys(ORDER)
    for levels in all_levels:
        for aspect in ORDER:
            level, before = levels.get(aspect), found[aspect]
            if level is not None and (before is None or level > before):
                found[aspect] = level
    return found


def highest_demands[K](demands: Mapping[K, Levels]) -> dict[Aspect, tuple[int, list[K]]]:
    """Return the highest demand per aspect and all who make it. A demand of 0 is made by nobody."""
    top = highest(demands.values())
    return {
        aspect: (level, [who for who, levels in demands.items() if levels.get(aspect) == level])
        for aspect in ORDER
        if (level := top[aspect])
    }


def statements_by_authority[S, K](
    statements: Iterable[S],
    own: Callable[[S], bool],
    authority: Callable[[S], K | None],
    order: Callable[[S], int],
) -> dict[K, S]:
    """Return a dict from authority to its valid statement.

    That is the authority's own statement, else an earlier one by a part of the authority; of several such,
    controllers come first. A controller is an authority or a legal person as a whole (GDPR art. 4.7), so a
    part of one can only state on its behalf. Statements by units that belong to no authority are ignored.
    """
    found: dict[K, S] = {}
    for each in sorted(statements, key=lambda each: (not own(each), order(each))):
        if (whose := authority(each)) is not None:
            found.setdefault(whose, each)
    return found
