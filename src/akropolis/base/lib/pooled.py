"""Connections of a pool to PostgreSQL: prepared queries, and replacement of dead connections after a restart."""

from psycopg import Connection, OperationalError
from psycopg.pq.abc import PGconn
from psycopg.rows import RowFactory, TupleRow, tuple_row
from psycopg_pool import ConnectionPool

PREPARED = 300
"""Prepared queries of a connection: 300 people ask some 300 different ones. Each takes 150 kB in the server."""


class Preparing(Connection[TupleRow]):
    """A connection that keeps up to `PREPARED` prepared queries, as many as the pages use."""

    def __init__(self, pgconn: PGconn, row_factory: RowFactory[TupleRow] = tuple_row) -> None:
        super().__init__(pgconn, row_factory)
        self.prepared_max = PREPARED


def check(connection: Connection[object]) -> None:
    """If the connection is dead, replace every other dead one in its pool, and raise.

    The pool itself replaces only the one it checked, and doubles its wait before each next one: after a
    restart of the server six dead connections would delay a reader for thirty seconds, and then fail.
    """
    try:
        ConnectionPool.check_connection(connection)
    except OperationalError:
        pool = connection._pool  # the only way from a connection to the pool it was taken from
        if isinstance(pool, ConnectionPool):
            pool.check()
        raise
