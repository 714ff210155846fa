"""The ways of changing the database by hand, what finds each, and what it is found by."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from akropolis.base.kernel.files import contents, disk
from akropolis.base.kernel.history.models import Change, Head
from akropolis.base.kernel.records import derived, projections, redaction, writer
from akropolis.base.kernel.records.values import digest_of
from akropolis.base.lib.commitments import canonical
from akropolis.review.review_text.models import FrozenReview
from tests.tamper.tools import behind, execute, on, openly, rehash, unguarded, with_value
from tests.world import World

DATABASE, VERIFY, ANCHOR, NOTHING = "refused by the database", "`verify`", "`verify --anchor`", "nothing"
Do = Callable[[World], None]


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
        execute(f"DELETE FROM {table} WHERE id = %s", key_of(last.object_id))
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
    execute("UPDATE assets_service SET description = 'Annat' WHERE id = %s", key_of(row.pk))
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
        key_of(uuid4()),
    )


def key_of(key: UUID) -> str:
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
    other = contents.store_content(b"Annat")
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


def unlogged_wholly(world: World) -> None:
    unlogged(world)
    worked_out_anew(world)


done("The same, and what follows from it is worked out anew", unlogged_wholly)


def table() -> str:
    """The table in docs/reference/tampering.md."""
    lines = ["| What is done by hand | Found by | What names it | Tried on |", "| --- | --- | --- | --- |"]
    databases = {"": "both", SQL: "SQLite", PG: "PostgreSQL"}
    for way in WAYS:
        names = ", ".join(sorted(way.finds)) or "–"
        lines.append(f"| {way.what} | {way.by} | {names} | {databases[way.only]} |")
    return "\n".join(lines) + "\n"


__all__ = ["ANCHOR", "DATABASE", "NOTHING", "PG", "VERIFY", "WAYS", "Do", "Way", "done", "key_of", "table"]
