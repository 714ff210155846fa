"""Settings that lead elsewhere: PgBouncer before the database, and a store for files."""

from akropolis.shell.installation.database import PLANNING, database, through_pooler
from akropolis.shell.installation.storage import evidence
from akropolis.shell.installation.variables import Environment
from tests.docs.pages import ROOT

SERVER, POOLER = (
    "postgresql://lis:ord@db:5432/lis",
    "postgresql://lis:ord@pool:6432/lis?options=-cwork_mem%3D8MB",
)


def read(**given: str) -> tuple[Environment, dict[str, object]]:
    environment = Environment({f"AKROPOLIS_{name}": value for name, value in given.items()})
    return environment, through_pooler(environment, database(environment, ROOT))


def test_by_pgbouncer_nothing_is_asked_of_a_session() -> None:
    environment, found = read(DATABASE_URL=SERVER, DATABASE_POOLER=POOLER)
    assert (found["HOST"], found["PORT"], found["DISABLE_SERVER_SIDE_CURSORS"]) == ("pool", "6432", True)
    own = database(environment, ROOT)
    asked = {
        name: value for name, value in own["OPTIONS"].items() if name not in ("options", "prepare_threshold")
    }
    assert (found["OPTIONS"], environment.wrong()) == (asked, [])
    assert (own["OPTIONS"]["options"], own.get("DISABLE_SERVER_SIDE_CURSORS")) == (PLANNING, None)


def test_there_is_no_pooler_before_sqlite_nor_one_that_is_no_postgresql() -> None:
    for given in ({"DATABASE_POOLER": POOLER}, {"DATABASE_URL": SERVER, "DATABASE_POOLER": "sqlite:////x"}):
        environment, found = read(**given)
        assert (found, len(environment.wrong())) == ({}, 1)
    assert read(DATABASE_URL=SERVER)[1] == {}


def test_a_store_is_there_when_its_bucket_is_named_and_its_secret_is_shown_to_nobody() -> None:
    environment = Environment({"AKROPOLIS_S3_PREFIX": "stad", "AKROPOLIS_S3_SECRET": "hemligt"})
    assert evidence(environment) == {}
    environment = Environment({"AKROPOLIS_S3_BUCKET": "lis", "AKROPOLIS_S3_SECRET": "hemligt"})
    options = evidence(environment)["evidence"]["OPTIONS"]
    assert (options["bucket_name"], options["secret_key"], options["endpoint_url"]) == (
        "lis",
        "hemligt",
        None,
    )
    assert [given.shown for given in environment.settings() if given.name.endswith("SECRET")] == ["***"]
