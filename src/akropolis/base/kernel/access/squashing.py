"""The migration that makes all tables of an app at once, for a database that has none of them."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class SquashedMigration(migrations.Migration):
    """A squash that creates models and adds triggers, and does nothing else. `scripts/migrations.py` writes it.

    Django renders every related model again for each operation, which takes seconds for a hundred
    models. New models change no existing ones, so the new models are rendered once, when the state
    holds all of them.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Add the models to the state, render them together, and create their tables."""
        before = set(project_state.models)
        rendered = project_state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        if rendered is not None:
            added = [state for key, state in project_state.models.items() if key not in before]
            rendered.render_multiple(added)
            project_state.__dict__["apps"] = rendered
        # RunPython renders everything again where an earlier migration delayed that. Triggers read new models only.
        delayed, project_state.is_delayed = project_state.is_delayed, False
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        project_state.is_delayed = delayed
        return project_state
