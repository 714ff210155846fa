"""Every life cycle is sound, asks for rights that exist, and is what its field can hold."""

import importlib

import pytest
from django.apps import apps

from akropolis.base.kernel.access.permissions import registry
from akropolis.base.lib.workflow import TransitionTable
from tests.architecture import source


def _cycles() -> list[tuple[str, TransitionTable]]:
    found = []
    for domain in source.domains():
        file = source.folder_of(domain) / "rules" / "states.py"
        if file.exists():
            module = importlib.import_module(source.dotted(file))
            found += [
                (domain, value) for value in vars(module).values() if isinstance(value, TransitionTable)
            ]
    return found


CYCLES = [pytest.param(cycle, id=domain) for domain, cycle in _cycles()]


@pytest.mark.parametrize("cycle", CYCLES)
def test_a_life_cycle_is_sound(cycle: TransitionTable) -> None:
    assert cycle.problems() == []


@pytest.mark.parametrize("cycle", CYCLES)
def test_a_life_cycle_asks_for_rights_that_exist(cycle: TransitionTable) -> None:
    assert {transition.permission for transition in cycle.transitions} - registry.all() == set()


@pytest.mark.parametrize("cycle", CYCLES)
def test_a_life_cycle_is_what_one_field_can_hold(cycle: TransitionTable) -> None:
    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    assert any([value for value, _ in field.flatchoices] == list(cycle.states) for field in fields)
