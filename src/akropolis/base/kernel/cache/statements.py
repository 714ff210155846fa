"""Finds which tables an SQL statement reads, so that a cached result is invalidated when one of them changes.

Conservative: if the tables cannot be told with certainty the answer is None, and the result is
not cached.
"""

import re
from collections.abc import Iterator

_UNSAFE = re.compile(r"--|/\*|\$\$|\b[uU]&['\"]")
"""A comment, a dollar-quoted or a Unicode string: the tokens below would be cut in the wrong places."""
_PARAMETERS = re.compile(r"%s(?:, %s)+")
_TOKEN = re.compile(r"""[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+|[^\s\w]""")
_SAVEPOINT = re.compile(r"(RELEASE )?SAVEPOINT |ROLLBACK TO SAVEPOINT ")
SUBQUERY = "("
_CLAUSE_ENDS = frozenset(
    {"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "UNION", "INTERSECT", "EXCEPT", "WINDOW", "FOR"}
)


def tables_in(sql: str) -> frozenset[str] | None:
    """Return the tables and views that a SELECT reads, by the quoted names in its FROM clauses.

    Returns None for every other statement, for one without a FROM clause, and for one with a source
    that is not a quoted name or a subquery: an unquoted name, a function, a name with a schema.
    Savepoints read nothing.
    """
    if _SAVEPOINT.match(sql):
        return frozenset()
    if not sql.lstrip("(").startswith("SELECT") or _UNSAFE.search(sql):
        return None
    tables = frozenset(_sources(_TOKEN.findall(_PARAMETERS.sub("", sql))))
    return tables - {SUBQUERY} if tables and "" not in tables else None


def _sources(tokens: list[str]) -> Iterator[str]:
    """Return the name of each table in a FROM clause, and an empty text for each source that is something else."""
    in_select, in_from = [True], [False]
    """For each open parenthesis: whether it holds a SELECT, and whether its FROM clause is being read."""
    around = zip(["", *tokens], tokens, [*tokens[1:], ""], [*tokens[2:], "", ""], strict=False)
    for before, symbol, after, second in around:
        word = symbol.upper()
        if word == "(":
            in_select.append(after.upper() in ("SELECT", "("))
            in_from.append(False)
        elif word == ")" and len(in_select) > 1:
            in_select.pop()
            in_from.pop()
        elif word == "FROM" and in_select[-1] and before.upper() != "DISTINCT":
            in_from[-1] = True
            yield _source(after, second)
        elif word == "JOIN" or (word == "," and in_from[-1]):
            yield _source(after, second)
        elif word in _CLAUSE_ENDS:
            in_from[-1] = False


def _source(first: str, second: str) -> str:
    """The table's name; empty for what is none. A subquery is read by itself: its tables stand for it."""
    if first == "(" and second.upper() in ("SELECT", "("):
        return SUBQUERY
    return first.strip('"') if first.startswith('"') and second not in (".", "(") else ""
