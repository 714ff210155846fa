"""How words are looked for in rows: a word without marks finds letters with them, as tjanst finds Tjänst."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Lookup, Q, TextField, Transform
from django.db.models.sql.compiler import SQLCompiler

from akropolis.lib.text import MARKED, UNMARKED, folded, markless


class Unmarked(Transform):
    """The text with å as a and é as e, for `…__unmarked__contains`; the database works it out."""

    lookup_name = "unmarked"
    output_field = TextField()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_more: object, **_context: object
    ) -> tuple[str, tuple[str | int, ...]]:
        """One replacement within the other: SQLite has no other way."""
        sql, params = compiler.compile(self.lhs)
        for marked, plain in zip(MARKED, UNMARKED, strict=True):
            sql = f"REPLACE({sql}, '{marked}', '{plain}')"
        return sql, params

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_more: object, **_context: object
    ) -> tuple[str, tuple[str | int, ...]]:
        """All letters at once."""
        sql, params = compiler.compile(self.lhs)
        return f"TRANSLATE({sql}, '{MARKED}', '{UNMARKED}')", params


class HoldsUnmarked(Lookup[bool]):
    """That the text holds the word when å is read as a and é as e, for `…__holds_unmarked`.

    To read all texts so takes ten times what LIKE does. So LIKE looks first, with any sign at all where a letter may
    have a mark, and what it leaves is few. The place of the word is asked for PostgreSQL's sake: of a second LIKE its
    planner thinks that hardly a row is left, and joins in a way that is slow for the thousands that are.
    """

    lookup_name = "holds_unmarked"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        """SQLite's words."""
        return self._both(compiler, "ESCAPE '\\'", "INSTR")

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        """PostgreSQL's."""
        return self._both(compiler, "", "STRPOS")

    def _both(self, compiler: SQLCompiler, escape: str, place: str) -> tuple[str, tuple[str | int, ...]]:
        text, params = compiler.compile(self.lhs)
        plain, more = compiler.compile(Unmarked(self.lhs))
        sql = f"({text} LIKE %s {escape} AND {place}({plain}, %s) > 0)"
        return sql, (*params, _pattern(self.rhs), *more, self.rhs)


def _pattern(word: str) -> str:
    """For LIKE: the word with any one sign where a letter may have a mark."""
    signs = ("_" if sign in UNMARKED else f"\\{sign}" if sign in "%_\\" else sign for sign in word)
    return f"%{''.join(signs)}%"


for _kind in (TextField, CharField):
    _kind.register_lookup(Unmarked)
    _kind.register_lookup(HoldsUnmarked)


def holds(word: str, field: str = "search_text") -> Q:
    """That the field, folded, holds the folded word. One with marks means those letters and no others."""
    way = "holds_unmarked" if markless(word) else "contains"
    return Q(**{f"{field}__{way}": word})


def holds_all(words: str) -> Q:
    """That the row's search text holds every one of the words."""
    every = Q()
    for word in folded(words).split():
        every &= holds(word)
    return every
