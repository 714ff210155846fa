"""`init`: create an installation, or upgrade one to this version."""

import shlex
import sys
from pathlib import Path

import click
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Appointment, Role, Unit, User
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.people.organisation.services import people
from akropolis.shell.cli import catalogues, installation
from akropolis.shell.cli.running import say, step
from akropolis.shell.home.selectors import demo as marker

ADMINISTRATOR = "administrator"


def init(unit: str | None, name: str | None) -> None:
    """Create database, content, the account `admin`, and the top unit if given. Existing ones are left unchanged."""
    if marker.is_demo():
        sentence = _("%(folder)s holds a demo. Choose another folder with --data-dir, or delete that one.")
        raise Refused(sentence % {"folder": settings.DATA_DIR}, code="demo")
    if bool(unit) != bool(name):
        raise Refused(_("Give both --unit and --name, or neither."), code="usage")
    if unit and name:
        _validate_unit(code=unit, name=name)
    migrate()
    catalogues.load_all()
    password = _administrator()
    unit, name = _ask_for_top_unit(unit, name)
    if unit and name:
        _top_unit(unit, name)
    _report(password)


def _validate_unit(**values: str) -> None:
    """Refuse invalid unit values before anything is created: the password of `admin` is shown only once."""
    fields = {field.name: field for field in Unit._meta.concrete_fields}
    for name, value in values.items():
        try:
            fields[name].run_validators(value)
        except ValidationError as error:
            raise Refused(" ".join(error.messages), code="invalid") from error


def migrate() -> None:
    """Migrate the database to this version."""
    installation.require_writing()
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    installation.keep_key()
    with step(_("Database")), installation.without_disk_sync(only=not installation.exists()):
        call_command("migrate", verbosity=0, interactive=False)
    installation.close_to_others()


def _administrator() -> str | None:
    """Create the account `admin` when there is no account at all. Returns its one-time password, else None."""
    if User.everything.exists():
        return None
    password = people.one_time_password()
    with writing(system("akropolis init"), because=_("New installation")) as w:
        person = people.add_person(w, {"username": "admin", "name": _("Administrator")}, password)
        _appoint(w, person)
    return password


def _appoint(w: Writer, person: User) -> None:
    role = Role.objects.visible(w.access).filter(code=ADMINISTRATOR).first()
    if role is not None:
        w.create(Appointment, {"user": person, "role": role, "valid_from": timezone.localdate(w.at)})


def _ask_for_top_unit(unit: str | None, name: str | None) -> tuple[str | None, str | None]:
    """Ask for the top unit if there is a terminal and no unit."""
    missing = not Unit.objects.unscoped(because="is there any unit?").exists()
    if unit or not missing or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return unit, name
    name = click.prompt(_("Name of the city (empty: later)"), default="", show_default=False).strip()
    return (click.prompt(_("Its code, for example stad"), default="stad"), name) if name else (None, None)


def _top_unit(code: str, name: str) -> None:
    units = Unit.objects.unscoped(because="codes are unique in the city")
    if units.filter(code=code, name=name, parent=None).exists():
        return
    if (top := units.filter(parent=None).first()) is not None:
        sentence = _("There is a top unit already: %(name)s (%(code)s). Change it on the page Organisation.")
        raise Refused(sentence % {"name": top.name, "code": top.code}, code="top_unit")
    values = {"code": code, "name": name, "kind": UnitKind.CITY, "valid_from": timezone.localdate()}
    try:
        with writing(system("akropolis init"), because=_("New installation")) as w:
            w.create(Unit, values)
    except Invalid as error:
        raise Refused(str(error), code="invalid") from error


def _report(password: str | None) -> None:
    say(_("The installation is in %(place)s.") % {"place": installation.place_in_words()})
    if password:
        say(
            _("User name: admin"),
            _("One-time password: %(password)s") % {"password": password},
            _("It is shown only now, and must be changed at the first sign-in."),
        )
    usual = Path("var").resolve() == settings.DATA_DIR
    folder = "" if usual else f" --data-dir {shlex.quote(str(settings.DATA_DIR))}"
    say(_("Start it with: %(command)s") % {"command": f"akropolis serve{folder}"})
