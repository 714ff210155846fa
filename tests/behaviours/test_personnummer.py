"""A personnummer in free text is saved, warned of on page, by the API and in a file, and never repeated."""

import json

from django.contrib.messages import get_messages

from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.report import RowOutcome
from tests.behaviours.test_registers import each_register, form_of, stored
from tests.behaviours.tokens import bearer
from tests.factories import registers
from tests.world import World

WORLD = "filled"
REFUSED = ("completions",)
"""Registers that refuse it: nothing is saved, and the sentence says what to take away."""
NUMBER, WARNING, TAKE_AWAY = "121212-1212", "personnummer", "personnumret"


@each_register
def test_the_page_and_the_api_warn_and_save(world: World, register: Register) -> None:
    row, title, text = stored(register, world), registers.words_field(register), f"Havsörn {NUMBER}"
    client = world.client("owner")
    sent = form_of(register, world.access("owner"), row) | {title: text}
    answer = client.post(f"/{register.slug}/{row.pk}/redigera/", sent)
    address = f"/api/v1/{register.key}/{row.pk}"
    if register.key in REFUSED:
        body, match = json.dumps({title: text}), {"If-Match": f'"{stored(register, world).version}"'}
        api = world.client(**bearer(world, "owner")).patch(address, body, "application/json", headers=match)
        assert [(each.status_code, TAKE_AWAY in each.text) for each in (answer, api)] == [(422, True)] * 2
        assert (getattr(stored(register, world), title), NUMBER in api.text) == (getattr(row, title), False)
        return
    said = [str(each) for each in get_messages(answer.wsgi_request) if each.level_tag == "warning"]
    assert (answer.status_code, getattr(stored(register, world), title)) == (302, text)
    assert [(WARNING in each, NUMBER in each) for each in said if WARNING in each] == [(True, False)]
    match = {"If-Match": f'"{stored(register, world).version}"'}
    body = json.dumps({title: f"{text} igen"})
    answer = world.client(**bearer(world, "owner")).patch(address, body, "application/json", headers=match)
    notes = [note for note in answer.json()["notes"] if "identity number" in note or WARNING in note]
    assert (answer.status_code, len(notes), any(NUMBER in note for note in notes)) == (200, 1, False)


@each_register
def test_a_file_warns_at_the_row(world: World, register: Register) -> None:
    if register.key == "data-requests":
        return  # its texts stand in no file
    row, title = stored(register, world), registers.words_field(register)
    access = world.access("owner")
    data = transfer.export_rows(register, access, {}, ending="csv").decode("utf-8-sig")
    before, _word, after = data.rpartition(str(getattr(row, title)))
    changed = f"{before}Havsörn {NUMBER}{after}"
    report = transfer.dry_run(register, access, read("rader.csv", changed.encode()))
    notes = [note for each in report.rows for note in each.notes if WARNING in note]
    if register.key in REFUSED:
        notes = [
            each.sentence for line in report.rows for each in line.problems if TAKE_AWAY in each.sentence
        ]
        assert report.count(RowOutcome.REFUSED) == 1
    assert (len(notes), any(NUMBER in note for note in notes)) == (1, False)
