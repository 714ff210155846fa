"""Who demands most of a shared service, and who answers for the personal data in it."""

from collections.abc import Iterable, Mapping

from akropolis.classification.rules.aspects import ORDER, Aspect

type Levels = Mapping[str, int | None]


def highest(all_levels: Iterable[Levels]) -> dict[str, int | None]:
    """Per aspect the highest level that any of them has; None where none has one."""
    found: dict[str, int | None] = dict.fromkeys(ORDER)
    for levels in all_levels:
        for aspect in ORDER:
            level, before = levels.get(aspect), found[aspect]
            if level is not None and (before is None or level > before):
                found[aspect] = level
    return found


def most[K](demands: Mapping[K, Levels]) -> dict[Aspect, tuple[int, list[K]]]:
    """Per aspect the highest demand and whose it is, all of them where several demand as much. Nobody demands 0."""
    top = highest(demands.values())
    return {
        aspect: (level, [who for who, levels in demands.items() if levels.get(aspect) == level])
        for aspect in ORDER
        if (level := top[aspect])
    }


def within(path: str, other: str) -> bool:
    """Whether the unit with the first path is the other one or lies below it."""
    return path.startswith(other)


def nearest[V](stated: Mapping[str, V], path: str, authority: str) -> V | None:
    """What is stated for the unit or for the nearest one above it, up to the authority that it belongs to.

    A controller is an authority or a company as a whole (GDPR art. 4.7), so that what it states holds below it.
    """
    while within(path, authority):
        if path in stated:
            return stated[path]
        path = f"{path.rstrip('/').rpartition('/')[0]}/"
    return None
