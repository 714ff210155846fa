"""Charts of a figure: over the years that have a value, or by month, depending on the figure's declaration."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence

from akropolis.base.lib.document import Bar, Figure
from akropolis.base.lib.figures import FigureWords, all_figures, find, name
from akropolis.base.lib.periods import Period
from akropolis.base.lib.swedish import listing, number
from akropolis.review.review_inputs.rules.display import SWEDISH, Wording, whole_text
from akropolis.review.review_inputs.rules.figures import FigureReading, Number, PackContent

FEWEST = 2
"""Minimum number of years with a value for a chart over the years."""
MOST_MONTHS, MOST_SERIES = 24, 6
"""Limits of readability: a longer period is drawn by year, and the smallest series are merged into one."""
YEAR, MONTH = FigureWords("År", "Year"), FigureWords("Månad", "Month")
SAID = FigureWords("{value} för {at}", "{value} in {at}")
AND, OTHERS = FigureWords("och", "and"), FigureWords("övriga {n}", "the other {n}")
BY_YEAR, BY_MONTH = (
    FigureWords("{name}, år för år", "{name}, year by year"),
    FigureWords("{name}, månad för månad", "{name}, month by month"),
)
MONTHS = FigureWords(
    "jan feb mar apr maj jun jul aug sep okt nov dec", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
)

type Choices = Callable[[str, str], Sequence[tuple[str, str]]]
"""The values of a field of the register with that key, and their labels, in order."""


def draw_chart(
    packs: Sequence[PackContent], key: str, choices: Choices, words: Wording = SWEDISH
) -> Figure | None:
    """Return the chart that fits the figure, from the last pack and earlier years; None with too little to draw."""
    declared, chart = find(key), None
    if declared and declared.beside:
        chart = draw_with_parts(packs, [key, *declared.beside], words)
    elif declared and declared.drawn != "line" and packs:
        chart = draw_by_month(packs[-1], key, choices, words)
    return chart or draw_over_years(packs, key, words)


def draw_with_parts(
    packs: Sequence[PackContent], keys: Sequence[str], words: Wording = SWEDISH
) -> Figure | None:
    """Draw the first figure over the packs' years, and below it the other figures that are parts of it, one
    below the other.

    None with fewer than two years. A figure that is part of another whole, such as of the city's units, is
    left out.
    """
    first, *others = keys
    years = [
        (pack, whole.value) for pack in packs if (whole := pack.figure(first)) and whole.value is not None
    ]
    parts = [key for key in others if all(_counts_part_of(pack, key, whole) for pack, whole in years)]
    if len(years) < FEWEST or not parts:
        return None
    shown, bars = [first, *parts], []
    for pack, _whole in years:
        counts = tuple(float(f.value or 0) if (f := pack.figure(key)) else 0 for key in shown)
        bars.append(Bar(str(pack.year), counts[0], number(int(counts[0])), counts))
    names = tuple(name(key, words.language) for key in shown)
    return Figure(
        f"{names[0]}: {_value_text([(bar.label, _divided(bar, names)) for bar in bars], words)}.",
        tuple(bars),
        caption=BY_YEAR.told(words.language).format(name=names[0]),
        key=first,
        kind="grid",
        across=YEAR.told(words.language),
        series=names,
        tells=tuple(parts),
    )


def _counts_part_of(pack: PackContent, key: str, whole: Number) -> bool:
    """Whether the figure counts a part of `whole`. A figure without a value counts as part only if `whole` is 0."""
    found = pack.figure(key)
    return not whole if found is None or found.value is None else found.denominator == whole


def draw_over_years(packs: Sequence[PackContent], key: str, words: Wording = SWEDISH) -> Figure | None:
    """Draw a line over the packs' years that have a value, in order of year; a share is drawn as its part of
    the whole.

    None with fewer than two years.
    """
    found = [
        (pack.year, figure) for pack in packs if (figure := pack.figure(key)) and figure.value is not None
    ]
    if len(found) < FEWEST:
        return None
    bars = tuple(Bar(str(year), _length(figure), whole_text(figure, words)) for year, figure in found)
    called = name(key, words.language)
    return Figure(
        f"{called}: {_value_text([(bar.label, bar.text) for bar in bars], words)}.",
        bars,
        caption=BY_YEAR.told(words.language).format(name=called),
        key=key,
        kind="line",
        top=int(all(_share_base(figure) for _year, figure in found)),
        across=YEAR.told(words.language),
    )


def draw_by_month(pack: PackContent, key: str, choices: Choices, words: Wording = SWEDISH) -> Figure | None:
    """Draw the figure's rows per month of the pack's period, split by their choice; None without any."""
    declared, reading = find(key), pack.figure(key)
    months = list(_months(pack.period))
    if (
        declared is None
        or declared.drawn == "line"
        or not reading
        or not reading.spread
        or len(months) > MOST_MONTHS
    ):
        return None
    called = dict(choices(declared.register, declared.spread))
    series = _series(reading, called)
    counted = {(cell.month, cell.value): cell.count for cell in reading.spread}
    names = tuple(called[part[0]] if len(part) == 1 else _others(part, words) for part in series)
    bars = []
    for month in months:
        parts = tuple(sum(counted.get((month, value), 0) for value in part) for part in series)
        bars.append(Bar(_month(month, words), sum(parts), number(sum(parts)), parts))
    title = name(key, words.language)
    return Figure(
        f"{title}: {_value_text([(bar.label, _divided(bar, names)) for bar in bars if bar.value], words)}.",
        tuple(bars),
        caption=BY_MONTH.told(words.language).format(name=title),
        key=key,
        kind=declared.drawn,
        across=MONTH.told(words.language),
        series=names,
        tells=tuple(f.key for f in all_figures() if f.of == key and declared.spread in (f.filters or {})),
    )


def _series(reading: FigureReading, values: Collection[str]) -> list[tuple[str, ...]]:
    """Return one series per value, in order; with very many, the largest, and the rest merged last."""
    if len(values) <= MOST_SERIES:
        return [(value,) for value in values]
    sizes: Counter[str] = Counter()
    for cell in reading.spread:
        sizes[cell.value] += cell.count
    largest = {value for value, _size in sizes.most_common(MOST_SERIES - 1)}
    alone = [(value,) for value in values if value in largest]
    return [*alone, tuple(value for value in values if value not in largest)]


def _others(part: tuple[str, ...], words: Wording) -> str:
    return OTHERS.told(words.language).format(n=number(len(part)))


def _months(period: Period) -> Iterator[str]:
    first, last = (12 * day.year + day.month - 1 for day in (period.first, period.last))
    return (f"{at // 12}-{at % 12 + 1:02}" for at in range(first, last + 1))


def _month(month: str, words: Wording) -> str:
    year, number_in_year = month.split("-")
    return f"{MONTHS.told(words.language).split()[int(number_in_year) - 1]} {year}"


def _divided(bar: Bar, names: Sequence[str]) -> str:
    parts = [
        f"{number(part)} {called.lower()}" for part, called in zip(bar.parts, names, strict=True) if part
    ]
    return f"{bar.text} ({', '.join(parts)})"


def _value_text(each: Sequence[tuple[str, str]], words: Wording) -> str:
    language = words.language
    return listing(
        [SAID.told(language).format(value=text, at=label) for label, text in each], AND.told(language)
    )


def _share_base(figure: FigureReading) -> int:
    """Return the denominator of a share; 0 if the figure is not a share."""
    return figure.denominator or 0 if figure.measure == "share" else 0


def _length(figure: FigureReading) -> float:
    value = float(figure.value or 0)
    return value / (_share_base(figure) or 1)
