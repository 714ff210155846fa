"""What the processes of `test_reminding.py` do: a reminder is prepared, looked for and sent, or dies in the middle."""

import os
import signal
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.dateparse import parse_datetime

from akropolis.actions.models import Action
from akropolis.actions.services import actions
from akropolis.kernel.access.models import User
from akropolis.kernel.deadlines.jobs import Job, jobs, run_due
from akropolis.kernel.records.writer import writing
from akropolis.lib.registry import Registry
from tests.world import SYSTEM


class Folder(BaseEmailBackend):
    """A file for each mail, by the process that sent it."""

    def __init__(self, *args: Any, folder: str, dies: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.folder, self.dies = Path(folder), dies

    def send_messages(self, messages: Any) -> int:
        if self.dies:
            os.kill(os.getpid(), signal.SIGKILL)
        for number, message in enumerate(messages):
            name = f"{os.getpid()}-{id(message)}-{number}.eml"
            (self.folder / name).write_bytes(message.message().as_bytes())
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
    options = {"folder": folder, "dies": bool(dies)}
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Folder", "OPTIONS": options}}
    now = parse_datetime(moment)
    assert isinstance(now, datetime)
    mine: Registry[str, Job] = Registry("job")
    for key in ("reminders", "due", "mail"):
        mine.add(key, jobs.get(key))
    run_due(now, mine)


def prepare_and_die(due_on: str, moment: str, folder: str) -> None:
    """The same, to be killed with the first mail in its hand."""
    prepare(due_on)
    look(moment, folder, "dies")
