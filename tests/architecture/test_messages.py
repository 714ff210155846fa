"""Swedish is complete: every text has its translation, none is fuzzy, and no text is put together in gettext."""

import subprocess
import sys

from tests.architecture import source


def test_swedish_is_complete() -> None:
    tool = [sys.executable, str(source.ROOT / "scripts" / "messages.py"), "check"]
    done = subprocess.run(tool, capture_output=True, text=True)
    assert done.stdout == "messages: complete\n"


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
            "Det vilar på en ny Utgåva, beprövad. Pröva! Godtas ej.",
        ],
        cwd=tool.parent,
        capture_output=True,
        text=True,
    )
    assert told.stdout == "['vilar', 'Utgåva', 'Pröva', 'Godtas'] True\n"
