"""`import graph` and `export graph`."""

import json
from pathlib import Path

from lxml import etree

from tests.cli.conftest import opened, run_in


def counted(folder: Path) -> tuple[int, int]:
    with opened(folder) as database:
        return tuple(
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("assets_node", "assets_dependency")
        )


def test_the_graph_goes_out_and_comes_in_unchanged(demo: Path, tmp_path: Path) -> None:
    file, before = tmp_path / "graf.xlsx", counted(demo)
    assert run_in(demo, "export", "graph", "--out", file, "--as", "ciso").code == 0
    for words in ((), ("--commit",)):
        done = run_in(demo, "import", "graph", file, "--as", "ciso", "--json", *words)
        assert done.code == 0, done.err
        report = json.loads(done.out)
        assert (report["nodes"]["unchanged"], report["dependencies"]["unchanged"]) == before
        assert report["saved"] == bool(words)
    assert counted(demo) == before


def test_a_person_gets_her_own_view(built: Path, tmp_path: Path) -> None:
    sizes = []
    for user in ("ciso", "samordnare.vat"):
        file = tmp_path / f"{user}.graphml"
        assert run_in(built, "export", "graph", "--out", file, "--as", user).code == 0
        sizes.append(len(etree.parse(file).findall(".//{*}node")))
    assert sizes[0] == counted(built)[0]
    assert 0 < sizes[1] < sizes[0]


def test_a_file_with_a_fault_is_told_row_by_row_and_changes_nothing(demo: Path, tmp_path: Path) -> None:
    file, before = tmp_path / "graf.xlsx", counted(demo)
    assert run_in(demo, "export", "graph", "--out", file, "--as", "ciso").code == 0
    done = run_in(demo, "import", "graph", file, "--as", "samordnare.vat", "--commit", "--json")
    assert done.code == 1
    assert json.loads(done.out)["nodes"]["refused"] > 0
    assert counted(demo) == before


def test_what_cannot_be_is_one_sentence(built: Path, tmp_path: Path) -> None:
    for words in (
        ("export", "graph", "--out", tmp_path / "graf.csv", "--as", "ciso"),
        ("export", "graph", "--out", tmp_path / "graf.xlsx", "--as", "finns-inte"),
    ):
        done = run_in(built, *words)
        assert done.code == 1
        assert done.err.strip().count("\n") == 0
        assert not Path(words[3]).exists()
