"""How words are looked for in rows: a word without marks finds letters with them, as tjanst finds Tjänst."""

from functools import reduce
from operator import and_

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Q, TextField, Transform
from django.db.models.sql.compiler import SQLCompiler

from akropolis.base.lib.text import MARKED, UNMARKED, folded


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


for _kind in (TextField, CharField):
    _kind.register_lookup(Unmarked)


def holds(word: str) -> Q:
    """That the row's search text holds the folded word. One with marks means those letters and no others."""
    return Q(search_text__contains=word)


def holds_all(words: str) -> Q:
    """That the row's search text holds every one of the words."""
    return reduce(and_, map(holds, folded(words).split()), Q())
