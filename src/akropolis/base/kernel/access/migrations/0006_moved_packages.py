"""Rewrite the dotted paths of moved packages that rows hold: of waiting tasks, and of the backend in sessions."""

from django.contrib.auth import BACKEND_SESSION_KEY
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MOVED = {
    "akropolis.entrance": "akropolis.shell.sign_in",
    "akropolis.federation": "akropolis.people.federation",
    "akropolis.home": "akropolis.shell.home",
    "akropolis.kernel": "akropolis.base.kernel",
}
"""The packages that tasks and backends lie in."""


def new_path(path: str) -> str:
    """Where the named module is imported from now."""
    package = ".".join(path.split(".")[:2])
    return MOVED[package] + path.removeprefix(package) if package in MOVED else path


def move_paths(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Rewrite tasks that are not finished, and sessions, so that nobody is signed out by the upgrade."""
    # The store needs the models of its app, which are there when migrations run and not before.
    from akropolis.base.kernel.access.sessions import SessionStore  # noqa: PLC0415

    alias = schema_editor.connection.alias
    tasks = apps.get_model("django_tasks_database", "DBTaskResult").objects.using(alias)
    for task in tasks.filter(finished_at__isnull=True, task_path__startswith="akropolis."):
        task.task_path = new_path(task.task_path)
        task.save(update_fields=["task_path"])
    sessions, store = apps.get_model("access", "Session").objects.using(alias), SessionStore()
    for session in list(sessions.filter(user_id__isnull=False)):
        data = store.decode(session.session_data)
        backend = data.get(BACKEND_SESSION_KEY, "")
        if new_path(backend) != backend:
            session.session_data = store.encode({**data, BACKEND_SESSION_KEY: new_path(backend)})
            session.save(update_fields=["session_data"])


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_named_tokens"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]
    operations = [migrations.RunPython(move_paths, migrations.RunPython.noop, elidable=True)]
