"""Swedish is complete: every text has its translation, none is fuzzy, and no text is put together in gettext."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import source


def test_swedish_is_complete() -> None:
    tool = [sys.executable, str(source.ROOT / "scripts" / "messages.py"), "check"]
    done = subprocess.run(tool, capture_output=True, text=True)
    assert done.stdout == "messages: complete\n"


def test_a_word_that_comes_in_the_swedish_of_another_domain_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(source.ROOT / "scripts")
    messages, catalogues = importlib.import_module("messages"), importlib.import_module("catalogues")
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "words.py").write_text(f'_("Call off")\n_("Only {name}")\n', encoding="utf-8")
    known = messages.collect(tmp_path / "one")
    known.get("Call off").string = "Avbryt åtgärden"
    for told in (["'Call off' is 'Avbryt åtgärden'"], []):
        before = messages.entries(catalogues.read(tmp_path / "two")).keys()
        messages.update(tmp_path / "two", messages.entries(known))
        sentences = messages.taken_over(tmp_path / "two", before)
        assert [sentence.partition(",")[0] for sentence in sentences] == told


def test_the_words_of_the_trade_are_used_and_the_check_finds_the_others() -> None:
    tool = source.ROOT / "scripts" / "words.py"
    done = subprocess.run([sys.executable, str(tool)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    find = "import words; p, kept = words.avoided(words.LIST.read_text()); print(p.findall(sys.argv[1]), len(kept) > 3)"
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; {find}",
            "Det vilar på en ny Utgåva, beprövad. Pröva! Godtas ej. Slag av angrepp, av samma slag: bedömda åtgärder.",
        ],
        cwd=tool.parent,
        capture_output=True,
        text=True,
    )
    assert told.stdout == "['vilar', 'Utgåva', 'Pröva', 'Godtas', 'Slag av', 'bedömda åtgärder'] True\n"
