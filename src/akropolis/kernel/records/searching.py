"""How words are looked for in rows: a word without marks finds letters with them, as tjanst finds Tjänst."""

from typing import Any

from django.db.models import CharField, Q, TextField, Transform

from akropolis.lib.text import MARKED, UNMARKED, folded, markless


class Unmarked(Transform):
    """The text with å as a and é as e, for `…__unmarked__contains`; the database works it out."""

    lookup_name = "unmarked"
    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, *_more: Any, **_context: Any) -> tuple[str, Any]:
        """One replacement within the other: SQLite has no other way."""
        sql, params = compiler.compile(self.lhs)
        for marked, plain in zip(MARKED, UNMARKED, strict=True):
            sql = f"REPLACE({sql}, '{marked}', '{plain}')"
        return sql, params

    def as_postgresql(self, compiler: Any, connection: Any, *_more: Any, **_context: Any) -> tuple[str, Any]:
        """All letters at once."""
        sql, params = compiler.compile(self.lhs)
        return f"TRANSLATE({sql}, '{MARKED}', '{UNMARKED}')", params


TextField.register_lookup(Unmarked)
CharField.register_lookup(Unmarked)


def holds(word: str, field: str = "search_text") -> Q:
    """That the field, folded, holds the folded word. One with marks means those letters and no others."""
    way = "unmarked__contains" if markless(word) else "contains"
    return Q(**{f"{field}__{way}": word})


def holds_all(words: str) -> Q:
    """That the row's search text holds every one of the words."""
    every = Q()
    for word in folded(words).split():
        every &= holds(word)
    return every
