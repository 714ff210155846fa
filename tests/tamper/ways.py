"""The ways of changing the database by hand, what finds each, and what it is found by."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from akropolis.chapters.models import FrozenReview
from akropolis.factors.models import Factor, FactorKind
from akropolis.incidents.services.viewing_seals import seal_viewings
from akropolis.incidents.services.viewings import seen
from akropolis.integrations.models import CalendarAddress
from akropolis.kernel.files import contents, disk
from akropolis.kernel.history.models import Change, Head
from akropolis.kernel.notify.models import Message
from akropolis.kernel.records import derived, projections, redaction, writer
from akropolis.kernel.records.models import ExternalId
from akropolis.kernel.records.values import digest_of
from akropolis.kernel.watch.models import UpkeepKind
from akropolis.kernel.watch.upkeep import note
from akropolis.lib.commitments import canonical
from tests.tamper.tools import behind, execute, on, openly, rehash, unguarded, with_value
from tests.world import SYSTEM, World

DATABASE, VERIFY, ANCHOR, NOTHING = "refused by the database", "`verify`", "`verify --anchor`", "nothing"
Do = Callable[[World], object]


@dataclass(frozen=True)
class Way:
    """One way. `finds` are the comparisons of `verify` that name it, without and with the anchor as `by` says."""

    what: str
    by: str
    finds: frozenset[str]
    do: Do
    only: str = ""


WAYS: list[Way] = []


def refused(what: str, *statements: str, only: str = "") -> None:
    """The database lets nobody do it while its triggers stand."""
    WAYS.append(Way(what, DATABASE, frozenset(), openly(*statements), only))


def done(what: str, do: Do, *finds: str, only: str = "") -> None:
    """It can be done with the triggers out of the way; these comparisons find it, `anchor` only with an anchor."""
    by = NOTHING if not finds else ANCHOR if finds == ("anchor",) else VERIFY
    WAYS.append(Way(what, by, frozenset(finds), do, only))


LINK = "(SELECT max(seq) / 2 FROM history_change)"
COLUMNS = "seq, payload, content, hash, at, actor_id, kind, object_id"
FROZEN = "version, created_at, updated_at, review_id, pack, digest"
ONE = f"SELECT {COLUMNS} FROM history_change WHERE seq = {LINK}"

refused("A link's text is changed", f"UPDATE history_change SET payload = payload || ' ' WHERE seq = {LINK}")
refused("A link's hash is changed", f"UPDATE history_change SET hash = '0' WHERE seq = {LINK}")
refused("A link is deleted", f"DELETE FROM history_change WHERE seq = {LINK}")
refused("The history is deleted", "DELETE FROM history_change")
refused("The history is truncated", "TRUNCATE history_change", only="postgresql")
refused(
    "A link is replaced (INSERT OR REPLACE)",
    f"INSERT OR REPLACE INTO history_change ({COLUMNS}) {ONE}",
    only="sqlite",
)
refused(
    "A link is replaced (ON CONFLICT DO UPDATE)",
    f"INSERT INTO history_change ({COLUMNS}) {ONE} ON CONFLICT (seq) DO UPDATE SET hash = excluded.hash",
)
refused(
    "A link is put in with a number further on",
    f"INSERT INTO history_change ({COLUMNS}) SELECT seq + 100000, {COLUMNS[5:]} FROM history_change WHERE seq = {LINK}",
)
refused("A value beside a link is changed", f"UPDATE history_change SET content = '{{}}' WHERE seq = {LINK}")
refused("The end is moved back", f"UPDATE history_head SET seq = {LINK}")
refused("The end gets another hash", "UPDATE history_head SET hash = '0'")
refused("The end is deleted", "DELETE FROM history_head")
refused("A second end is put in", f"INSERT INTO history_head (id, seq, hash) SELECT 2, {LINK}, '0'")
refused("A frozen document is changed", "UPDATE chapters_frozenreview SET document = '{}'")
refused(
    "A frozen document is replaced under a new key",
    f"INSERT OR REPLACE INTO chapters_frozenreview (id, document, {FROZEN}) "
    f"SELECT '0' || substr(id, 2), '{{}}', {FROZEN} FROM chapters_frozenreview",
    only="sqlite",
)
refused("A gathering is changed", "UPDATE packs_pack SET content = '{}'")
refused("A decision is deleted", "DELETE FROM chapters_decision")
refused(
    "A classification decision is changed",
    "UPDATE information_classificationdecision SET decider_name = 'Annan'",
)
refused("A file's checksum is changed", "UPDATE files_storedfile SET sha256 = '0'")

done(
    "A link's text is changed, past the triggers",
    behind(f"UPDATE history_change SET payload = payload || ' ' WHERE seq = {LINK}"),
    "chain: hash",
)
done(
    "A link's hash is changed, past the triggers",
    behind(f"UPDATE history_change SET hash = '0' WHERE seq = {LINK}"),
    "chain: hash",
)
done("A link is taken out", behind(f"DELETE FROM history_change WHERE seq = {LINK}"), "chain: number")
done(
    "Two links change places",
    behind(
        f"UPDATE history_change SET seq = -1 WHERE seq = {LINK}",
        f"UPDATE history_change SET seq = seq - 1 WHERE seq = {LINK} + 1",
        "UPDATE history_change SET seq = (SELECT max(seq) / 2 + 1 FROM history_change) WHERE seq = -1",
    ),
    "chain: hash",
)
done(
    "A column for look-ups is changed",
    behind(f"UPDATE history_change SET kind = 'a.b' WHERE seq = {LINK}"),
    "chain: columns",
)
done(
    "A value beside a link is changed",
    behind(f"UPDATE history_change SET content = replace(content, '\"]', '!\"]') WHERE seq = {LINK}"),
    "chain: value",
)
done(
    "The values beside a link are taken away",
    behind(f"UPDATE history_change SET content = '{{}}' WHERE seq = {LINK}"),
    "chain: value",
)


def actor_is(exchanged_for: Callable[[int, Any], Any]) -> Do:
    """Beside a link in the middle, who did it is exchanged for what is made of the end's number and of what it was."""

    def do(_world: World) -> None:
        end = Head.objects.get().seq
        change = Change.objects.get(seq=end // 2)
        beside = json.loads(change.content)
        beside["actor"] = exchanged_for(end, beside["actor"])
        with unguarded():
            execute("UPDATE history_change SET content = %s WHERE seq = %s", canonical(beside), change.seq)

    return do


def put_back(world: World) -> None:
    """A value is taken out lawfully, and put back by hand."""
    seq = Change.objects.filter(object_id=world.rows["services"].pk).latest("seq").seq
    kept = Change.objects.get(seq=seq).content
    redaction.redact(world.access("admin"), seq, ["actor"], basis="GDPR 17", because="Prov")
    with unguarded():
        execute("UPDATE history_change SET content = %s WHERE seq = %s", kept, seq)


done("A value is emptied without a redaction in the chain", actor_is(lambda end, _it: end), "chain: missing")
done("A salt is changed", actor_is(lambda _end, it: ["0" * 32, *it[1:]]), "chain: value")
done("A redacted value is put back", put_back, "chain: stands")


def cut(world: World, *, end: str) -> None:
    """A link is made, and goes with the row that it made; the record of the end is left or removed."""
    writer.create(world.access("admin"), type(world.views["services"]), _view(world))
    cut_off(world, end=end)


def cut_off(_world: World, *, end: str = "moved") -> None:
    """The newest link goes with the row that it made; the record of the end is moved back, left or removed."""
    last = Change.objects.latest("seq")
    before = Change.objects.get(seq=last.seq - 1)
    table = redaction.model_of(last.kind)._meta.db_table  # type: ignore[union-attr]
    with unguarded():
        execute(f"DELETE FROM {table} WHERE id = %s", _key(last.object_id))
        execute("DELETE FROM history_change WHERE seq = %s", last.seq)
        if end == "moved":
            execute("UPDATE history_head SET seq = %s, hash = %s", before.seq, before.hash)
        if end == "removed":
            execute("DELETE FROM history_head")


def _view(world: World, who: str = "admin") -> dict[str, Any]:
    return {"user": world.people[who], "register": "services", "name": "Till provet", "query": "q=prov"}


done("The end of the chain is cut off", lambda w: cut(w, end="left"), "chain: end")
done("The end is cut off, and its record removed", lambda w: cut(w, end="removed"), "chain: end")
done("The record of the end is removed", behind("DELETE FROM history_head"), "chain: end")
done("The record of the end is moved back", behind(f"UPDATE history_head SET seq = {LINK}"), "chain: end")
done(
    "A second record of the end is put in",
    behind("INSERT INTO history_head (id, seq, hash) SELECT 2, 1, '0'"),
    "chain: end",
)


done("The end is cut off with the rows it made, and its record moved back", cut_off, "anchor")


def renamed(world: World) -> None:
    """A row gets another text, and its whole history says that it always had it."""
    row = world.rows["services"]
    execute("UPDATE assets_service SET description = 'Annat' WHERE id = %s", _key(row.pk))
    worked_out_anew(world)
    rehash(with_value("after.description", "Annat", row.pk))


def worked_out_anew(_world: World) -> None:
    """What follows from the rows fits them again (`akropolis rebuild`)."""
    derived.rebuild()
    for projection in projections.registry:
        projection.rebuild()


def because(_world: World) -> None:
    seq = Change.objects.filter(content__contains='"because"').first().seq  # type: ignore[union-attr]
    rehash(with_value("because", "Ett annat skäl", Change.objects.get(seq=seq).object_id))


done("The whole chain is hashed anew around another text, and the row changed to it", renamed, "anchor")
done("The whole chain is hashed anew around another reason", because, "anchor")
done(
    "The chain is begun anew: all links and the end are deleted",
    behind("DELETE FROM history_change", "DELETE FROM history_head"),
    "rows",
    "anchor",
)

done("A row's text is changed", behind("UPDATE assets_service SET description = 'Annat'"), "rows", "derived")
done("A row's version is changed", behind("UPDATE assets_service SET version = version + 1"), "rows")
done(
    "A row is moved to another unit",
    behind("UPDATE incidents_incident SET owner_unit_id = (SELECT id FROM access_unit WHERE code = 'kul')"),
    "rows",
)
done("A row is archived", behind("UPDATE assets_service SET archived_at = created_at"), "rows", "derived")
done("A row is deleted", behind("DELETE FROM registers_savedview WHERE register = 'services'"), "rows")


def put_in(_world: World) -> None:
    columns = "version, created_at, updated_at, register, user_id, query"
    execute(
        f"INSERT INTO registers_savedview (id, name, {columns}) "
        f"SELECT %s, 'En till', {columns} FROM registers_savedview WHERE register = 'services'",
        _key(uuid4()),
    )


def _key(key: UUID) -> str:
    return on(key.hex, str(key))


done("A row is put in", put_in, "rows")
done(
    "A role is given more rights",
    behind("UPDATE access_role SET grants = '[\"*:*:*\"]' WHERE code = 'medarbetare'"),
    "rows",
)
done(
    "An appointment is moved to the city",
    behind("UPDATE access_appointment SET unit_id = (SELECT id FROM access_unit WHERE code = 'stad')"),
    "rows",
)
done("A chapter of a decided review is changed", behind("UPDATE chapters_chapter SET text = 'Annat'"), "rows")
done("A decision's name is changed", behind("UPDATE chapters_decision SET decider_name = 'Annan'"), "rows")
done(
    "A frozen document is changed, its digest left",
    behind("UPDATE chapters_frozenreview SET document = '{}'"),
    "digests",
)
done("A gathering is changed, its digest left", behind("UPDATE packs_pack SET content = '{}'"), "digests")


def forged_document(_world: World) -> None:
    with unguarded():
        for row in FrozenReview.everything.all():
            row.document = "{}"
            execute(
                "UPDATE chapters_frozenreview SET document = '{}', digest = %s WHERE digest = %s",
                digest_of(("{}", row.pack)),
                row.digest,
            )


def forged_wholly(world: World) -> None:
    rows = list(FrozenReview.everything.all())
    forged_document(world)
    for row in rows:
        rehash(with_value("after.digest", digest_of(("{}", row.pack)), row.pk))


def forged_pack(_world: World) -> None:
    with unguarded():
        execute("UPDATE packs_pack SET content = '{}', digest = %s", digest_of(("{}",)))


done("A frozen document is changed with its digest", forged_document, "rows")
done("A gathering is changed with its digest", forged_pack, "rows")
done(
    "A frozen document is changed with its digest, and the whole chain hashed anew around it",
    forged_wholly,
    "anchor",
)


def _file(world: World) -> Path:
    return disk.place_of(world.files["services"].sha256)


def overwritten(world: World) -> None:
    _file(world).write_bytes(b"Annat")


def unlinked(world: World) -> None:
    _file(world).unlink()


def exchanged(world: World) -> None:
    other = contents.keep(b"Annat")
    with unguarded():
        execute(
            "UPDATE files_storedfile SET sha256 = %s WHERE sha256 = %s", other, world.files["services"].sha256
        )


done("A stored file is changed", overwritten, "files")
done("A stored file is deleted", unlinked, "files")
done("A stored file is exchanged with its checksum", exchanged, "rows")

T = "history_change"
SQL, PG = "sqlite", "postgresql"
done("A trigger is dropped", openly(f"DROP TRIGGER {T}_no_update"), "triggers", only=SQL)
done("A trigger is dropped", openly(f"DROP TRIGGER {T}_no_change ON {T}"), "triggers", only=PG)
done(
    "A trigger is exchanged for one that does nothing",
    openly(
        f"DROP TRIGGER {T}_no_delete",
        f"CREATE TRIGGER {T}_no_delete BEFORE DELETE ON {T} BEGIN SELECT 1; END",
    ),
    "triggers",
    only=SQL,
)
done(
    "A trigger is exchanged for one that does nothing",
    openly(
        f"CREATE OR REPLACE FUNCTION {T}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    ),
    "triggers",
    only=PG,
)
done("A trigger is switched off", openly(f"ALTER TABLE {T} DISABLE TRIGGER USER"), "triggers", only=PG)
done(
    "A trigger is added that swallows new rows",
    openly("CREATE TRIGGER quiet BEFORE INSERT ON incidents_incident BEGIN SELECT RAISE(IGNORE); END"),
    "triggers",
    only=SQL,
)


def appended(world: World) -> None:
    """A link of one's own, made as the product makes them, and the row to go with it."""
    writer.create(world.access("ciso"), type(world.views["services"]), _view(world, "ciso"))


def rewritten_since(world: World) -> None:
    """Work done since the last anchor is written anew."""
    last = Head.objects.get().seq
    writer.create(world.access("admin"), type(world.views["services"]), _view(world))
    made = Change.objects.latest("seq")
    execute("UPDATE registers_savedview SET query = 'q=annat' WHERE name = 'Till provet'")
    rehash(with_value("after.query", "q=annat", made.object_id), first=last + 1)


done("Somebody appends a link in another's name, with its row, by the product's own rules", appended)
done("The links since the last anchor are hashed anew, with their rows", rewritten_since)
unlogged = behind("UPDATE information_informationset SET description = 'Annat'")
done("A password's stored form is changed", behind("UPDATE access_user SET password = '!'"))
done(
    "A text that is kept out of the history is changed",
    unlogged,
    "derived",
)
done("The same, and what follows from it is worked out anew", lambda w: (unlogged(w), worked_out_anew(w)))


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
            seal_viewings(timezone.now())
        seen(world.access("owner"), event, "event")
    if not after:
        seal_viewings(timezone.now())


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
    user = _key(world.people["admin"].pk)
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
    note(UpkeepKind.PROOF, timezone.now(), why="länk 1")
    execute("UPDATE watch_upkeep SET well = TRUE, why = ''")


def node_put_in(_world: World) -> None:
    """The graph has a node that is no row in any register."""
    columns = "kind, name, sort_key, search_text, owner_unit_id, shared"
    service = "FROM assets_node WHERE kind = 'service' LIMIT 1"
    execute(
        f"INSERT INTO assets_node (record, number, {columns}) SELECT %s, 'TJ-X', {columns} {service}",
        _key(uuid4()),
    )


done("A node is put in the graph that no row has", node_put_in, "derived")
done("A sign-in is put in", session_put_in)
done("What another system calls a record is changed", external_id_changed)
done("A mail that waits is deleted", message_deleted)
done("How the last proof went is changed", proof_forged)
done("The mark that tells servers to look anew is changed", behind("UPDATE history_latest SET hash = '0'"))


def table() -> str:
    """The table in docs/reference/tampering.md."""
    lines = ["| What is done by hand | Found by | What names it | Tried on |", "| --- | --- | --- | --- |"]
    databases = {"": "both", SQL: "SQLite", PG: "PostgreSQL"}
    for way in WAYS:
        names = ", ".join(sorted(way.finds)) or "–"
        lines.append(f"| {way.what} | {way.by} | {names} | {databases[way.only]} |")
    return "\n".join(lines) + "\n"


__all__ = ["ANCHOR", "DATABASE", "NOTHING", "VERIFY", "WAYS", "Way", "table"]
