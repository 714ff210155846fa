"""Many texts of the small Markdown, drawn from a seed: what people write, and what nobody would."""

from collections.abc import Callable
from random import Random

WORDS = (
    "Hej",
    "år",
    "2026.",
    "12",
    "(se",
    "text)",
    "”ord”",
    "§",
    "å-ä",
    "*",
    "**",
    "_",
    "x*y",
    "-",
    "|",
    "[a]",
    "{",
    "}",
    "#",
    "1.",
    "\\",
    "\\|",
    "!",
    ",",
)
PIECES = (
    "**fet**",
    "*kursiv*",
    "***båda***",
    "**fet *och* mer**",
    "{figure:incidents.total}",
    "{figure:actions.total|tolv}",
    "{figure:a.b|x*y}",
    "[länk](https://exempel.se/a?b=1)",
    "[**fet** länk](/register/)",
    "[x](javascript:1)",
    "[^1]",
    "[^not]",
    "{secret:18 kap. 8 § OSL|hemliga **ord**}",
    "**a {secret:18 kap.|b} c**",
    "{secret:18 kap.|{figure:a.b} av *tre*}",
    "**”citat”**ord",
    "rad  \nbruten",
    "rad\nfortsatt",
    "<b>inte html</b>",
    "a & b &amp; c",
)
SECRET = (
    "{secret 18 kap. 8 § OSL}",
    "{/secret}",
    "{secret:oavslutad|",
    "{sekretess x}",
    "{figure:}",
    "{figure: x}",
)


def words(draw: Random) -> str:
    """Some words and marks on a line, now and then two."""
    return " ".join(draw.choice(PIECES if draw.random() < 0.4 else WORDS) for _ in range(draw.randint(1, 6)))


def _lines(draw: Random) -> list[str]:
    return [words(draw) for _ in range(draw.randint(1, 3))]


def _numbered(draw: Random) -> str:
    first = draw.choice((1, 1, 3))
    return "\n".join(f"{first + at}. {line}" for at, line in enumerate(_lines(draw)))


def _moved_in(draw: Random) -> str:
    signs = ("- ", "1. ", "> ", "", "| ")
    return "\n".join(f"{' ' * draw.randint(0, 5)}{draw.choice(signs)}{line}" for line in _lines(draw))


def _odd(draw: Random) -> str:
    return draw.choice((*SECRET, "{figure:incidents.total|diagram}", "- a\n  - b\n\n    c\n- d", "- \n- x"))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(draw: Random) -> str:
    columns = draw.randint(1, 3)
    body = [_row([words(draw).replace("\n", " ") for _ in range(columns)]) for _ in range(draw.randint(1, 3))]
    rule = _row([draw.choice(("---", ":-:", "--:")) for _ in range(columns)])
    return "\n".join([body[0], rule, *body[1:]])


KINDS: tuple[Callable[[Random], str], ...] = (
    lambda draw: "\n".join(_lines(draw)),
    lambda draw: "\n".join(_lines(draw)),
    lambda draw: f"{'#' * draw.randint(1, 6)} {words(draw)}",
    lambda draw: "\n".join(f"- {line}" for line in _lines(draw)),
    lambda draw: "\n".join(f"> {line}" for line in _lines(draw)),
    lambda draw: f"[^{draw.choice(('1', 'not', 'x'))}]: {words(draw)}",
    lambda draw: f"{{secret 18 kap. 8 § OSL}}\n{_block(draw)}\n{{/secret}}",
    _numbered,
    _table,
    _odd,
    _moved_in,
)


def _block(draw: Random) -> str:
    return draw.choice(KINDS)(draw)


def texts(seed: int, count: int) -> list[str]:
    """So many texts, the same for the same seed."""
    draw = Random(seed)
    gaps = ("\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "\n  \n")
    out = []
    for _ in range(count):
        blocks = [_block(draw) for _ in range(draw.randint(1, 5))]
        text = "".join(block + draw.choice(gaps) for block in blocks)
        out.append(text if draw.random() < 0.5 else text.rstrip("\n"))
    return out
