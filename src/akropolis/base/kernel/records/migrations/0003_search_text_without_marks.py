"""Search texts of before hold their words with marks alone; they get what `lib.text.searchable` adds."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MARKED, UNMARKED = "åäáàöóéèüćčšžÅÄÖÉ", "aaaaooeeuccszAAOE"


def add_unmarked(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """In every table that has search texts, whichever there are: an empty installation has none yet."""
    quoted, introspection = editor.quote_name, editor.connection.introspection
    plain = quoted("search_text")
    for marked, unmarked in zip(MARKED, UNMARKED, strict=True):
        plain = f"REPLACE({plain}, '{marked}', '{unmarked}')"
    with editor.connection.cursor() as cursor:
        for table in introspection.table_names(cursor):
            columns = {column.name for column in introspection.get_table_description(cursor, table)}
            if "search_text" in columns:
                cursor.execute(
                    f"UPDATE {quoted(table)} SET search_text = search_text || %s || {plain} "  # noqa: S608 # names of ours
                    f"WHERE search_text <> {plain}",
                    ["\n"],
                )


class Migration(migrations.Migration):
    dependencies = [("records", "0002_external_ids")]

    operations = [migrations.RunPython(add_unmarked, migrations.RunPython.noop)]
