"""The script of docs/how-to/integrate.md, with a client that another maker's generator makes of our description."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.described import described
from tests.length import LONG
from tests.production.place import ROOT, Place
from tests.production.server import Server, serving

pytestmark = pytest.mark.django_db
GUIDE = ROOT / "docs" / "how-to" / "integrate.md"
USED = ("/api/v1/services", "/api/v1/changes")
AS_IT_COMES = "post_hooks: []"
"""Nobody reads the client, so it is not formatted."""


def part_of(whole: dict[str, Any]) -> dict[str, Any]:
    """The description of the addresses that the script uses, which is all of it in the long run."""
    if LONG:
        return whole
    paths = {path: each for path, each in whole["paths"].items() if path.startswith(USED)}
    named: dict[str, dict[str, Any]] = {"securitySchemes": whole["components"]["securitySchemes"]}
    todo = [json.dumps(paths)]
    while todo:
        for kind, name in re.findall(r"#/components/(\w+)/([\w-]+)", todo.pop()):
            if name not in named.setdefault(kind, {}):
                named[kind][name] = whole["components"][kind][name]
                todo.append(json.dumps(named[kind][name]))
    return whole | {"paths": paths, "components": named}


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """The script, beside the client that it imports."""
    (tmp_path / "settings.yaml").write_text(AS_IT_COMES)
    (tmp_path / "described.json").write_text(json.dumps(part_of(described())))
    words = ["--path", "described.json", "--config", "settings.yaml", "--meta", "none", "--fail-on-warning"]
    generator = [str(Path(sys.executable).with_name("openapi-python-client")), "generate", *words]
    done = subprocess.run(
        [*generator, "--output-path", "akropolis_client"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made = tmp_path / "integrate.py"
    made.write_text(re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0])
    return made


@pytest.fixture
def server(place: Place) -> Iterator[Server]:
    """The server, as the guide starts it."""
    with serving(place) as found:
        yield found


@pytest.fixture
def tokens(place: Place) -> list[str]:
    """One that may write in kul, and one that may in utb."""
    lines = [f"token create {name} --scope write" for name in ("skrivare.2", "skrivare.1")]
    return place.run_each(*lines).out.split()


def test_the_integrators_script_sends_hears_and_goes_on_where_it_ended(
    server: Server, tokens: list[str], script: Path
) -> None:
    rows, (own, other) = script.with_name("cmdb.csv"), tokens

    def run(token: str, *lines: str) -> subprocess.CompletedProcess[str]:
        rows.write_text("\n".join(["id,name,unit", *lines]), encoding="utf-8")
        words = [
            sys.executable,
            "integrate.py",
            f"http://127.0.0.1:{server.port}",
            token,
            "cmdb.csv",
            "cursor",
        ]
        return subprocess.run(words, cwd=script.parent, capture_output=True, text=True, timeout=60)

    first = run(own, "CI-1,Journalen,kul", "CI-2,Kassan,kul")
    assert (first.stderr, first.stdout.splitlines()[0]) == ("", "2 new, 0 changed, 0 as before")
    assert [line.endswith("create: Ejder") for line in first.stdout.splitlines()[1:]] == [True]
    again = run(own, "CI-1,Journalen 2,kul", "CI-2,Kassan,kul", "CI-3,Växeln,kul")
    assert again.stdout == "1 new, 1 changed, 1 as before\n"
    wrong = run(other, "CI-9,Bra,utb", "CI-1,Grannens,kul")
    assert (wrong.returncode, wrong.stderr.splitlines()[-1].split(":")[0]) == (1, "items.1.owner_unit")
