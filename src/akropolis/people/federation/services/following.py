"""Update roles from the directory's groups: a few people at once, many in batches, so that others can write too."""

import time
from collections.abc import Collection

from django.tasks import task
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.records.writer import writing
from akropolis.people.federation.models.directory import RoleUpdate
from akropolis.people.federation.services.appointing import follow_directory

DIRECTORY = "the city's directory"
BATCH = 100
"""People whose roles are updated in one transaction; a few tenths of a second, in which nobody else writes."""
PAUSE = 0.05
"""Seconds between two batches, during which others can write."""


def follow(users: Collection[User], *, gone: str = "", lose: bool = False) -> None:
    """Update the people's roles from their groups: at once for at most `BATCH` people, otherwise in the task
    `carry_on`.

    The rows of the queue are stored in the same transaction as the groups, so that nobody is forgotten.
    `gone` is the name of a group that the directory has just removed. People marked `lose`, who may lose a
    role, are processed before others.
    """
    if len(users) > BATCH:
        RoleUpdate.objects.bulk_create(RoleUpdate(user=user, gone=gone, loses=lose) for user in users)
        carry_on.enqueue()
    elif users:
        with writing(system(DIRECTORY), because=_("By the group rules.")) as w:
            follow_directory(w, users, gone=gone)


@task()
def carry_on(*, seconds: float = 600) -> int:
    """Update the roles of queued people, batch by batch, for about `seconds` at most. Return the number of
    people updated.

    Each batch is a transaction of its own: if the process dies, only the remaining people stay queued. It
    runs as a background task, and as a job that picks up what was left.
    """
    end, done = time.monotonic() + seconds, 0
    while RoleUpdate.objects.exists():
        done += _do_batch()
        if time.monotonic() >= end:
            break
        time.sleep(PAUSE)
    return done


def _do_batch() -> int:
    with writing(system(DIRECTORY), because=_("By the group rules.")) as w:
        # Read under the lock: another process may have handled them meanwhile.
        first = RoleUpdate.objects.first()
        if first is None:
            return 0
        rows = list(RoleUpdate.objects.filter(gone=first.gone).select_related("user")[:BATCH])
        follow_directory(w, {row.user for row in rows}, gone=first.gone)
        RoleUpdate.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return len(rows)
