"""Only `kernel.records` writes: no other code saves, creates, updates or deletes rows on its own."""

import ast

from tests.architecture import source

# Code below the writer, or rows that no person owns. Each line says why it may write by itself.
ALLOWED = {
    "src/akropolis/people/federation/services/following.py": "whose roles have yet to follow: a queue",
    "src/akropolis/people/second_factors/services/proving.py": "that a code or passkey was used, once",
    "src/akropolis/people/integrations/services/deliveries.py": "what was sent to a webhook, and how far it has come",
    "src/akropolis/base/kernel/access/tokens.py": "when a token was last used: reading takes no lock of the history",
    "src/akropolis/base/kernel/records/": "the writer itself",
    "src/akropolis/base/kernel/history/log.py": "the writer's other half, in the same transaction",
    "src/akropolis/base/kernel/deadlines/jobs.py": "the jobs' own clock, which no person owns or reads",
    "src/akropolis/base/kernel/background/waiting.py": "places in the queue that are over: ids alone",
    "src/akropolis/base/kernel/watch/upkeep.py": "that a backup was taken or the history proved: nobody's row",
    "src/akropolis/base/kernel/notify/outbox.py": "messages put in and read once",
    "src/akropolis/base/kernel/notify/sending.py": "that a message is sent, or never will be; it is nobody's row",
}
ALWAYS = {
    "abulk_create", "abulk_update", "acreate", "adelete", "aget_or_create", "asave", "aupdate", "aupdate_or_create",
    "bulk_create", "bulk_update", "delete_everything", "get_or_create", "save_base", "update_or_create", "_raw_delete",
}  # fmt: skip
ON_QUERYSETS = {"create", "update", "delete"}
QUERYSET = {
    "objects", "everything", "visible", "unscoped", "filter", "exclude", "all", "get_queryset", "order_by",
    "select_for_update", "using", "_default_manager", "_base_manager",
}  # fmt: skip
SAVE_KEYWORDS = {"force_insert", "force_update", "update_fields", "using"}


def test_no_stray_writers() -> None:
    found = [
        f"{source.short(path)}:{call.lineno}: .{call.func.attr}()"
        for path in source.modules()
        if "migrations" not in path.parts and not source.short(path).startswith(tuple(ALLOWED))
        for call in source.calls(path)
        if isinstance(call.func, ast.Attribute) and _writes(call, call.func)
    ]
    assert found == []


def test_every_exception_is_still_needed() -> None:
    for place in ALLOWED:
        folder = source.ROOT / place
        files = source.modules(folder) if folder.is_dir() else [folder]
        writes = [c for path in files for c in source.calls(path) if isinstance(c.func, ast.Attribute)]
        assert any(_writes(call, call.func) for call in writes if isinstance(call.func, ast.Attribute)), place


def _writes(call: ast.Call, function: ast.Attribute) -> bool:
    if function.attr in ALWAYS:
        return True
    if function.attr == "save":
        # A row's save takes nothing, or only these; a document's or a storage's takes a place to save to.
        return not call.args and {keyword.arg for keyword in call.keywords} <= SAVE_KEYWORDS
    if function.attr in ON_QUERYSETS and _names(function.value) & QUERYSET:
        return True
    if function.attr in {"create", "update"} and call.keywords and not call.args:
        return True  # on a queryset that has been given a name; a dictionary takes another one
    return function.attr == "delete" and not call.args and not call.keywords


def _names(expression: ast.expr) -> set[str]:
    return {node.attr for node in ast.walk(expression) if isinstance(node, ast.Attribute)}


def test_domains_speak_no_sql() -> None:
    spoken = {"cursor", "raw", "extra", "RawSQL", "execute"}
    found = [
        f"{source.short(path)}:{call.lineno}"
        for domain in source.domains()
        for path in source.modules(source.folder_of(domain))
        for call in source.calls(path)
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in spoken
    ]
    assert found == []
