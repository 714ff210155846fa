"""What one of several does at the same time as the others: new rows, one change that all want, one form for all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.db import connection
from django.test import Client

from akropolis.base.kernel.access.errors import Stale
from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Appointment, Role, Unit, User
from akropolis.base.kernel.history.proof import verify_installation
from akropolis.base.kernel.records.proof import compare_rows
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.kernel.registers.web.sending import WORD
from akropolis.graph.assets.models import Location, Service
from tests.kernel.forks import at_once

ROWS = 12
WANTED = "Den alla vill ändra"


def prepare() -> None:
    """A unit, the row that all want to change, and a person who may write."""
    with writing(system("Test")) as w:
        values = {"code": "stad", "name": "Staden", "kind": "city", "valid_from": date(2019, 1, 1)}
        unit = w.create(Unit, values)
        w.create(Service, {"name": WANTED, "owner_unit": unit})
        role = w.create(Role, {"code": "allt", "name": "Allt", "grants": ["*:*:*"]})
        person = w.create(User, {"username": "otalig", "name": "Otto Ålig"})
        held = {"user": person, "role": role, "unit": unit, "valid_from": date(2019, 1, 1)}
        w.create(Appointment, held)


def take_part(name: str) -> str:
    """Write `ROWS` rows, then change the wanted one as if it had been seen at version 1: saved or stale."""
    access = system(name)
    unit = Unit.everything.get(code="stad")
    for number in range(ROWS):
        create(access, Service, {"name": f"{name} {number}", "owner_unit": unit})
    row = Service.everything.get(name__startswith=WANTED)
    try:
        update(access, row, {"description": f"Ändrad av {name}"}, version=1)
    except Stale:
        return "stale"
    return "saved"


def proved_while_written() -> tuple[bool, list[str]]:
    """Whether the history holds when somebody writes in the middle of its proof, and what rows are said to be wrong."""
    said: list[str] = []

    def written(*_link: object) -> None:
        if not said:
            with ThreadPoolExecutor(1) as pool:
                said.append(pool.submit(_alone, "Mitt i").result())

    holds = verify_installation(written).holds
    return holds and bool(said), compare_rows().faults


def _alone(name: str) -> str:
    """One thread's part; its connection is closed with it."""
    try:
        return take_part(name)
    finally:
        connection.close()


def press(_number: int) -> str:
    """Send the same form as all the others, as the same person: where the answer leads."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.everything.get(), backend="akropolis.shell.home.web.sign_in.LocalBackend")
    sent = {"name": "Serverrummet", "owner_unit": str(Unit.everything.get().pk), WORD: "samma"}
    try:
        return str(client.post("/lokaler/ny/", sent)["Location"])
    finally:
        connection.close()


def pressed(times: int) -> bool:
    """Whether the form, sent so many times at once, made one row to which all the answers lead."""
    with ThreadPoolExecutor(times) as pool:
        places = list(pool.map(press, range(times)))
    (made,) = Location.everything.all()
    return places == [f"/lokaler/{made.pk}/"] * times


def numbers() -> list[int]:
    """The running numbers that were given, in order."""
    given = Service.everything.values_list("number", flat=True)
    return sorted(int(number.rsplit("-", 1)[1]) for number in given)


def held(writers: int) -> tuple[list[str], list[int], bool, bool, tuple[bool, list[str]]]:
    """The whole contest between so many processes: what each says, what it left, and whether the history holds."""
    said = sorted(at_once(take_part, writers))
    return said, numbers(), pressed(writers), verify_installation().holds, proved_while_written()
