"""`content load`: it says what is not as in this version, and `--check` fails only for what loading would mend."""

import json
from pathlib import Path

import pytest

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.records.writer import update, writing
from akropolis.graph.crypto.models import CryptoRule
from akropolis.shell.cli import catalogues
from tests import world
from tests.cli.conftest import run_in
from tests.world import SYSTEM


def test_a_demo_is_as_in_this_version_and_loading_again_changes_nothing(demo: Path) -> None:
    before = run_in(demo, "verify", "--json").out
    for words in (("content", "load", "--check"), ("content", "load")):
        done = run_in(demo, *words)
        assert (done.code, done.out) == (0, "Allt är som i den här versionen.\n")
    assert run_in(demo, "verify", "--json").out == before


@pytest.mark.django_db
def test_what_a_person_has_changed_is_told_and_is_no_difference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    city = world.build()
    catalogues.load(check=False, as_json=True)
    capsys.readouterr()
    changed = CryptoRule.everything.get(code="md5")
    update(city.access("ciso"), changed, {"pattern": "md5", "reason": "Eget."})
    catalogues.load(check=True, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["crypto-rules"] == ["Regeln om md5 har ändrats här och skrivs inte över."]
    with writing(SYSTEM) as w:
        w.update(CryptoRule.everything.get(code="sha1"), {"reason": "Från en äldre version"})
    with pytest.raises(Refused, match="akropolis content load"):
        catalogues.load(check=True, as_json=False)
    assert CryptoRule.everything.get(code="sha1").reason == "Från en äldre version"
    catalogues.load_all()  # as an upgrade does
    reasons = {row.code: row.reason for row in CryptoRule.everything.filter(code__in=["md5", "sha1"])}
    assert (reasons["md5"], reasons["sha1"][:6]) == ("Eget.", "Kollis")
