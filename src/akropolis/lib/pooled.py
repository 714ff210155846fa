"""Connections of a pool to PostgreSQL: what they keep, and how they are replaced when the server was started anew."""

from functools import lru_cache

from psycopg import Connection, OperationalError
from psycopg._preparing import Key, Prepare, PrepareManager  # what keeps the texts has no public name
from psycopg._queries import PostgresQuery
from psycopg.pq.abc import PGconn
from psycopg.rows import RowFactory, TupleRow, tuple_row
from psycopg_pool import ConnectionPool

PREPARED = 300
"""What 300 people ask is some 300 different queries; each is 150 kB in the server, for each connection."""


@lru_cache(maxsize=2 * PREPARED)
def _one(text: bytes) -> bytes:
    """The text that was asked first of those that are equal."""
    return text


class Sharing(PrepareManager):
    """What one connection has prepared, by texts that all connections of the process share.

    Otherwise a worker gains half a megabyte with each of its connections, a little at a time, as each of them is asked
    in turn what the others were asked before.
    """

    def maybe_add_to_cache(self, query: PostgresQuery, prep: Prepare, name: bytes) -> Key | None:
        """As psycopg does, but that the text is kept once."""
        query.query = _one(query.query)
        return super().maybe_add_to_cache(query, prep, name)


class Preparing(Connection[TupleRow]):
    """A connection in which the server keeps the plans of as many queries as pages ask."""

    def __init__(self, pgconn: PGconn, row_factory: RowFactory[TupleRow] = tuple_row) -> None:
        super().__init__(pgconn, row_factory)
        self._prepared = Sharing()
        self.prepared_max = PREPARED


def check(connection: Connection[object]) -> None:
    """Raise when the connection is dead, after replacing every other dead one that its pool holds.

    The pool itself replaces only the one it asked about, and waits twice as long before each that it asks next: after
    a restart of the server six dead connections would keep a reader for thirty seconds, and then fail.
    """
    try:
        ConnectionPool.check_connection(connection)
    except OperationalError:
        pool = connection._pool  # the only way from a connection to the pool it was taken from
        if isinstance(pool, ConnectionPool):
            pool.check()
        raise
