"""The ways of changing what decides who sees what, who has looked, and what has no history of its own."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records import writer
from akropolis.base.kernel.records.models import ExternalId
from akropolis.base.kernel.watch.models import UpkeepKind
from akropolis.base.kernel.watch.upkeep import record_upkeep
from akropolis.events.incidents.services.viewing_seals import VIEWINGS as EVENT_VIEWINGS
from akropolis.events.incidents.services.viewings import record_viewing
from akropolis.people.integrations.models import CalendarAddress
from akropolis.people.second_factors.models import Factor, FactorKind
from akropolis.privacy.data_requests.services.viewings import VIEWINGS as REQUEST_VIEWINGS
from tests.tamper.tools import behind, execute, openly
from tests.tamper.ways import ANCHOR, DATABASE, NOTHING, PG, WAYS, Do, Way, done, key_of, table
from tests.world import SYSTEM, World

__all__ = ["ANCHOR", "DATABASE", "NOTHING", "WAYS", "Way", "table"]

# What decides who sees what, and who has looked

UTB, KUL = (
    "(SELECT id FROM access_unit WHERE code = 'utb')",
    "(SELECT id FROM access_unit WHERE code = 'kul')",
)

done(
    "A unit's place in the tree is changed",
    behind("UPDATE access_unit SET path = '/stad/kul/utb/' WHERE code = 'utb'"),
    "derived",
)
done(
    "The unit of nodes in the graph is changed",
    behind(f"UPDATE assets_node SET owner_unit_id = {KUL} WHERE owner_unit_id = {UTB}"),
    "derived",
)
done(
    "Whether a node is shared is changed",
    behind(f"UPDATE assets_node SET shared = NOT shared WHERE owner_unit_id = {UTB}"),
    "derived",
)
done(
    "The unit of dependencies is changed",
    behind(f"UPDATE assets_dependency SET owner_unit_id = {KUL} WHERE owner_unit_id = {UTB}"),
    "derived",
)
done("The levels of nodes are changed", behind("UPDATE assets_node SET confidentiality = 1"), "derived")
done("What a node's levels come from is deleted", behind("DELETE FROM assets_nodelevel"), "derived")


def viewed(world: World, *, sealed: int = 3, after: int = 0) -> None:
    """An event has been viewed, before the seal and after it."""
    event: Any = world.rows["incidents"]
    writer.update(SYSTEM, event, {"secret": True})
    for number in range(sealed + after):
        if number == sealed:
            EVENT_VIEWINGS.seal_new(timezone.now())
        record_viewing(world.access("owner"), event, "event")
    if not after:
        EVENT_VIEWINGS.seal_new(timezone.now())


def once_viewed(*statements: str, **times: int) -> Do:
    """The statements carried out without triggers, when an event has been viewed."""

    def do(world: World) -> None:
        viewed(world, **times)
        behind(*statements)(world)

    return do


VIEWINGS = "incident_id, person, username, page, at"
FIRST, NEWEST = (f"(SELECT {which}(id) FROM incidents_viewing)" for which in ("min", "max"))
ANOTHER = f"SELECT 0, {VIEWINGS} FROM incidents_viewing WHERE id = {NEWEST}"

done(
    "A viewing of a secret event is deleted",
    once_viewed(f"DELETE FROM incidents_viewing WHERE id = {FIRST}"),
    "viewings",
)
done(
    "The newest viewing that is sealed is deleted",
    once_viewed(f"DELETE FROM incidents_viewing WHERE id = {NEWEST}"),
    "viewings",
)
done("All viewings are deleted", once_viewed("DELETE FROM incidents_viewing"), "viewings")
done(
    "A viewing gets another person's name",
    once_viewed(f"UPDATE incidents_viewing SET person = 'Annan', username = 'annan' WHERE id = {FIRST}"),
    "viewings",
)
done(
    "A viewing gets another time",
    once_viewed(f"UPDATE incidents_viewing SET at = '2019-01-01 00:00:00' WHERE id = {FIRST}"),
    "viewings",
)
done(
    "A viewing is put in among those that are sealed",
    once_viewed(f"INSERT INTO incidents_viewing (id, {VIEWINGS}) {ANOTHER}"),
    "viewings",
)
done(
    "The viewings and their seals are deleted",
    once_viewed("DELETE FROM incidents_viewing", "DELETE FROM incidents_viewingseal"),
    "rows",
)
done(
    "A viewing is deleted within ten minutes, before it is sealed",
    once_viewed(f"DELETE FROM incidents_viewing WHERE id = {NEWEST}", sealed=2, after=1),
)


def request_viewing_changed(world: World) -> None:
    """Somebody else has opened the request, says the table."""
    REQUEST_VIEWINGS.viewing.record(world.access("owner"), request=world.rows["data-requests"])
    REQUEST_VIEWINGS.seal_new(timezone.now())
    behind("UPDATE data_requests_requestviewing SET username = 'annan'")(world)


done("A viewing of a request gets another person's name", request_viewing_changed, "request_viewings")


def passkey_exchanged(world: World) -> None:
    """Somebody's passkey is the attacker's own from now on."""
    with writer.writing(SYSTEM) as w:
        given = {"user": world.people["admin"], "kind": FactorKind.PASSKEY, "name": "Nyckel"}
        w.create(Factor, given | {"material": "a" * 64, "credential": "b" * 64})
    execute("UPDATE factors_factor SET material = %s", "c" * 64)


def calendar_exchanged(world: World) -> None:
    """The address of somebody's calendar is the attacker's own from now on."""
    with writer.writing(SYSTEM) as w:
        w.create(CalendarAddress, {"user": world.people["admin"], "digest": "a" * 64})
    execute("UPDATE integrations_calendaraddress SET digest = %s", "c" * 64)


done("A token is exchanged for another", behind(f"UPDATE access_token SET digest = '{'c' * 64}'"), "rows")
done("A passkey is exchanged for another", passkey_exchanged, "rows")
done("The secret of a calendar's address is exchanged", calendar_exchanged, "rows")
done(
    "A rule is added that does more than it is told",
    openly("CREATE RULE more AS ON INSERT TO access_session DO ALSO NOTIFY more"),
    "triggers",
    only=PG,
)
done(
    "A rule is added that swallows what is written",
    openly("CREATE RULE quiet AS ON UPDATE TO access_token DO INSTEAD NOTHING"),
    "triggers",
    only=PG,
)
done(
    "A view takes the place of a table",
    openly(
        "ALTER TABLE notify_message RENAME TO kept_message",
        "CREATE VIEW notify_message AS SELECT * FROM kept_message WHERE FALSE",
    ),
    "triggers",
)

# What has no history


def session_put_in(world: World) -> None:
    """Somebody is signed in without having been."""
    columns = "session_key, session_data, expire_date, user_id, address, agent"
    user = key_of(world.people["admin"].pk)
    execute(
        f"INSERT INTO access_session ({columns}) VALUES ('x', 'x', '2999-01-01 00:00:00', %s, '', '')", user
    )


def external_id_changed(world: World) -> None:
    """Another system's row is another record from now on."""
    names = {"kind": "service", "source": "cmdb", "value": "1"}
    ExternalId.objects.create(object_id=world.rows["services"].pk, **names)
    execute("UPDATE records_externalid SET value = '2'")


def message_deleted(world: World) -> None:
    """A mail in the outbox is never sent."""
    Message.objects.create(user=world.people["admin"], subject="x", text="x", created_at=timezone.now())
    execute("DELETE FROM notify_message")


def proof_forged(_world: World) -> None:
    """The last proof went well, says the installation."""
    record_upkeep(UpkeepKind.PROOF, timezone.now(), why="länk 1")
    execute("UPDATE watch_upkeep SET well = TRUE, why = ''")


def node_put_in(_world: World) -> None:
    """The graph has a node that is no row in any register."""
    columns = "kind, name, sort_key, search_text, owner_unit_id, shared"
    service = "FROM assets_node WHERE kind = 'service' LIMIT 1"
    execute(
        f"INSERT INTO assets_node (record, number, {columns}) SELECT %s, 'TJ-X', {columns} {service}",
        key_of(uuid4()),
    )


done("A node is put in the graph that no row has", node_put_in, "derived")
done("A sign-in is put in", session_put_in)
done("What another system calls a record is changed", external_id_changed)
done("A mail that waits is deleted", message_deleted)
done("How the last proof went is changed", proof_forged)
done("The mark that tells servers to look anew is changed", behind("UPDATE history_latest SET hash = '0'"))
