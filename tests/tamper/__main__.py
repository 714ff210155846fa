"""Write the table of ways into docs/reference/tampering.md: `python -m tests.tamper`."""

from tests.conftest import set_up

set_up()

from tests.tamper.test_ways import PAGE  # noqa: E402 # Django is set up above
from tests.tamper.ways_beside import table  # noqa: E402

START, END = "<!-- table -->\n", "<!-- end -->\n"

text = PAGE.read_text(encoding="utf-8")
before, rest = text.split(START)
PAGE.write_text(f"{before}{START}\n{table()}\n{END}{rest.split(END)[1]}", encoding="utf-8")
