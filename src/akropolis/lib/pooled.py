"""Connections of a pool to PostgreSQL, after the server has been started anew."""

from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool


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
