"""Every app has its migrations one by one and one squash of them all (ADR 0116)."""

from django.db import migrations
from django.db.migrations.loader import MigrationLoader

from akropolis.base.kernel.access.squashing import SquashedMigration


def _own() -> dict[tuple[str, str], migrations.Migration]:
    disk = MigrationLoader(None).disk_migrations
    return {key: one for key, one in disk.items() if type(one).__module__.startswith("akropolis.")}


def test_each_squash_replaces_all_the_other_migrations_of_its_app() -> None:
    single: dict[str, list[tuple[str, str]]] = {}
    for key, one in _own().items():
        if not one.replaces:
            single.setdefault(key[0], []).append(key)
    squashed = {key[0]: one for key, one in _own().items() if one.replaces}
    assert {app: sorted(one.replaces) for app, one in squashed.items()} == {
        app: sorted(keys) for app, keys in single.items()
    }
    assert len(squashed) > 30


def test_no_migration_that_upgrades_run_depends_on_a_squash() -> None:
    own = _own()
    squashes = {key for key, one in own.items() if one.replaces}
    assert [key for key in own.keys() - squashes if squashes & {*own[key].dependencies}] == []


def test_squashes_create_models_and_triggers_and_nothing_else() -> None:
    squashes = [one for one in _own().values() if one.replaces]
    assert {type(one).__mro__[1] for one in squashes} == {SquashedMigration}
    kinds = {type(operation) for one in squashes for operation in one.operations}
    assert kinds == {migrations.CreateModel, migrations.RunPython}
