"""What the processes of `test_reminding.py` do: reminders are prepared, looked for and sent, or die in the middle."""

import os
import signal
import sys
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.dateparse import parse_datetime

from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.deadlines.jobs import Job, jobs, run_due
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.lib.registry import Registry
from akropolis.events.incidents.models import Incident, TrackRegime
from akropolis.events.incidents.services.tracks import open_tracks
from akropolis.events.leadership.register.leading import LADDER
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.services import actions
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from akropolis.shell.cli import jobs as jobs_of_installation
from tests.kernel.forks import at_once
from tests.world import SYSTEM

ADDRESSED = ("owner", "neighbour", "chef", "ciso")


class Folder(BaseEmailBackend):
    """A file for each mail. The process dies with one in its hand that is to who `dies` names."""

    def __init__(self, *args: Any, folder: str, dies: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.folder, self.dies = Path(folder), dies

    def send_messages(self, messages: Any) -> int:
        if self.dies and any(self.dies in to for message in messages for to in message.to):
            os.kill(os.getpid(), signal.SIGKILL)
        for message in messages:
            (self.folder / f"{uuid4()}.eml").write_bytes(message.message().as_bytes())
        return len(messages)


def prepare(due_on: str) -> None:
    """The owner has an address, and something to do by that day."""
    owner = User.everything.get(username="owner")
    with writing(SYSTEM) as w:
        w.update(owner, {"email": "owner@example.org"})
    template: Any = Action.everything.filter(archived_at__isnull=True).earliest("number")
    values = {"title": "Öva", "owner_unit": template.owner_unit, "responsible": owner, "status": "planned"}
    actions.VERBS.create(SYSTEM, Action, {**values, "due_on": date.fromisoformat(due_on)})


def look(moment: str, folder: str, dies: str = "") -> None:
    """The jobs of reminders and mail, if they are due at the moment, with mail into the folder."""
    _mail_into(folder, dies)
    now = parse_datetime(moment)
    assert isinstance(now, datetime)
    mine: Registry[str, Job] = Registry("job")
    for key in ("reminders", "due", "mail"):
        mine.add(key, jobs.get(key))
    run_due(now, mine)


def prepare_and_die(due_on: str, moment: str, folder: str) -> None:
    """The same, to be killed with the first mail in its hand."""
    prepare(due_on)
    look(moment, folder, "@")


def one_dies_and_two_look(due_on: str, morning: str, later: str, folder: str) -> None:
    """Says how the first of three processes ended, after which the two others look at the same time."""
    context = get_context("fork")
    first = context.Process(target=prepare_and_die, args=(due_on, morning, folder))
    first.start()
    first.join()
    sys.stdout.write(f"{first.exitcode}\n")
    at_once(lambda _name: look(later, folder), 2)


def prepare_events(*dues: str) -> None:
    """For each unit and moment an event of which its data subjects' authority is to be told by then."""
    for table in (CLOCK_RULES, LADDER):
        table.load(SYSTEM)
    for person in User.everything.filter(username__in=ADDRESSED):
        update(SYSTEM, person, {"email": f"{person.username}@example.org"})
    for code, due in (each.split("=") for each in dues):
        unit = Unit.everything.get(code=code)
        known = datetime.fromisoformat(due) - timedelta(hours=72)
        values = {"title": f"Intrång {code}", "occurred_at": known, "aware_at": known, "owner_unit": unit}
        open_tracks(SYSTEM, create(SYSTEM, Incident, values), [(unit, TrackRegime.PRIVACY)])


def work(folder: str, dies: str = "") -> None:
    """The background jobs as the operator's guide starts them, with mail into the folder."""
    _mail_into(folder, dies)
    jobs_of_installation.worker()


def _mail_into(folder: str, dies: str) -> None:
    options = {"folder": folder, "dies": dies}
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Folder", "OPTIONS": options}}
