"""The neighbour sees nothing of what is another unit's, in any register, by any way in."""

import re

import pytest

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.kernel.registers.report import RowOutcome
from tests.world import WORD, World

WORLD = "filled"
REGISTERS = [register for register in registry.all() if register.key != "data-requests"]
"""What a request says stands in no list or file: tests/data_requests/test_sight.py tries who reads it."""
each_register = pytest.mark.parametrize("register", REGISTERS, ids=[r.key for r in REGISTERS])


@each_register
def test_the_owner_and_the_auditor_find_it(world: World, register: Register) -> None:
    row = world.rows[register.key]
    for who in ("owner", "auditor", "ciso"):
        listing = Listing(register, world.access(who), {"q": WORD})
        assert (row in listing.page.rows, listing.total > 0) == (True, True)
        page = world.client(who).get(f"/{register.slug}/{row.id}/")
        assert (page.status_code, WORD in page.text) == (200, True)


@each_register
def test_neither_list_count_nor_search_shows_it(world: World, register: Register) -> None:
    access = world.access("neighbour")
    for query in ({}, {"q": WORD}, {"archived": "1"}, {"owner_unit": "utb"}):
        listing = Listing(register, access, query)
        assert (listing.page.rows, listing.total) == ([], 0)
    client = world.client("neighbour")
    for address in (f"/{register.slug}/", f"/sok/?q={WORD}"):
        page = client.get(address)
        assert (page.status_code, page.text.replace(f"q={WORD}", "").count(f"{WORD}</a>")) == (200, 0)


def _plain(text: str, pk: object) -> str:
    """The page without the address asked for and without the token against forged requests."""
    return re.sub(r"[A-Za-z0-9]{64}", "", text.replace(str(pk), ""))


@each_register
def test_its_addresses_look_like_those_of_a_row_that_never_was(world: World, register: Register) -> None:
    row, client = world.rows[register.key], world.client("neighbour")
    never = "01890a5d-ac96-774b-bcce-b302099a8057"
    for form in ("/{}/", "/{}/redigera/"):
        real, made_up = (client.get(f"/{register.slug}{form.format(pk)}") for pk in (row.id, never))
        assert (real.status_code, made_up.status_code) == (404, 404)
        assert _plain(real.text, row.id) == _plain(made_up.text, never)


@each_register
@pytest.mark.parametrize("who", ["neighbour", "outsider", "auditor", "colleague"])
def test_who_may_not_write_changes_nothing(world: World, register: Register, who: str) -> None:
    row, client, before = world.rows[register.key], world.client(who), Change.objects.count()
    for address in (f"{row.id}/redigera/", f"{row.id}/arkivera/"):
        answer = client.post(f"/{register.slug}/{address}", {"owner_unit": str(world.units["kul"].id)})
        assert answer.status_code == 404
    for attempt in ("update", "archive", "remove"):
        with pytest.raises(Hidden), writing(world.access(who)) as w:
            getattr(w, attempt)(row, *([{"owner_unit": world.units["kul"]}] if attempt == "update" else []))
    stored = register.model.everything.get(pk=row.pk)
    assert (stored.version, stored.archived_at, stored.owner_unit) == (1, None, world.units["utb"])
    assert Change.objects.count() == before


@each_register
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_leaves_it_out(world: World, register: Register, ending: str) -> None:
    with_it = transfer.export_rows(register, world.access("owner"), {}, ending="csv")
    assert WORD in with_it.decode("utf-8-sig")
    mine = transfer.export_rows(register, world.access("neighbour"), {}, ending=ending)
    empty = transfer.template_file(register, world.access("neighbour"), ending=ending)
    assert WORD.encode() not in mine
    # Two workbooks made in different seconds differ by a byte or two; one row is hundreds.
    assert abs(len(mine) - len(empty)) < (1 if ending == "csv" else 16)


@each_register
def test_an_import_cannot_name_it(world: World, register: Register) -> None:
    from akropolis.base.kernel.exchange.reading import read

    data = transfer.export_rows(register, world.access("owner"), {}, ending="csv")
    report = transfer.dry_run(register, world.access("neighbour"), read("rader.csv", data))
    assert [row.outcome for row in report.rows] == [RowOutcome.REFUSED] * len(report.rows)
    assert len(report.rows) > 0


@each_register
def test_the_outsider_finds_no_register(world: World, register: Register) -> None:
    client = world.client("outsider")
    for address in ("", "ny/", "importera/", "exportera/", f"{world.rows[register.key].id}/"):
        assert client.get(f"/{register.slug}/{address}").status_code == 404
    assert not register.model.objects.visible(world.access("outsider")).exists()
