"""Lists that figures, the API and the extract read are no page's own: they lie in `register`."""

from akropolis.base.kernel.registers.computed import lists
from akropolis.base.kernel.registers.declaration import registry
from akropolis.graph.blast_radius.selectors.facts import SOURCES


def _in_web(*things: object) -> set[str]:
    """The modules of pages that these are from."""
    modules = {str(getattr(each, "__module__", "")) for each in things}
    return {name for name in modules if "web" in name.split(".")}


def test_no_computed_list_lies_among_pages() -> None:
    declared = [*lists]
    assert {list_class.key: found for list_class in declared if (found := _in_web(*list_class.__mro__))} == {}
    assert len(declared) > 10


def test_no_register_is_read_or_changed_by_a_module_of_pages() -> None:
    registers = registry.all()
    assert {each.key: found for each in registers if (found := _in_web(each.verbs, type(each)))} == {}
    assert [source for source in SOURCES if _in_web(source.open, source.told)] == []


def test_a_module_of_pages_would_be_found() -> None:
    assert _in_web(type("List", (), {"__module__": "akropolis.events.incidents.web.clock_board"})) != set()
