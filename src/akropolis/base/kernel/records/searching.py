"""Text search in rows: a word without diacritics matches letters with them, as tjanst finds Tjänst."""

from functools import reduce
from operator import and_

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Q, TextField, Transform
from django.db.models.sql.compiler import SQLCompiler

from akropolis.base.lib.text import MARKED, UNMARKED, folded


class Unmarked(Transform):
    """The text without diacritics (å as a, é as e), for `…__unmarked__contains`; computed by the database."""

    lookup_name = "unmarked"
    output_field = TextField()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_more: object, **_context: object
    ) -> tuple[str, tuple[str | int, ...]]:
        """Nest one replacement in the other: SQLite has no other way."""
        sql, params = compiler.compile(self.lhs)
        for marked, plain in zip(MARKED, UNMARKED, strict=True):
            sql = f"REPLACE({sql}, '{marked}', '{plain}')"
        return sql, params

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_more: object, **_context: object
    ) -> tuple[str, tuple[str | int, ...]]:
        """Replace all letters at once."""
        sql, params = compiler.compile(self.lhs)
        return f"TRANSLATE({sql}, '{MARKED}', '{UNMARKED}')", params


for _kind in (TextField, CharField):
    _kind.register_lookup(Unmarked)


def holds(word: str) -> Q:
    """Return the condition that the search text holds the folded word. With diacritics it matches exactly."""
    return Q(search_text__contains=word)


def holds_all(words: str) -> Q:
    """Return the condition that the row's search text holds all the words."""
    return reduce(and_, map(holds, folded(words).split()), Q())
