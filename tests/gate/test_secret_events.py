"""A secret event's texts are given out where somebody opens it, which is kept, and nowhere else."""

import io
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from django.db import models
from django.utils import timezone

from akropolis.filings.models import Assessment, SentReport
from akropolis.filings.rules.reports import Sent
from akropolis.filings.services import reporting
from akropolis.lib.document import canonical
from akropolis.incidents.models import (
    EntryKind,
    EntryMark,
    Incident,
    IncidentReceipt,
    Track,
    TrackStep,
    Viewing,
)
from akropolis.incidents.services import incidents, receipts
from akropolis.integrations.selectors.tables import tables_for
from akropolis.kernel.records.writer import update, writing
from akropolis.kernel.registers.declaration import registry
from akropolis.kernel.registers.parts import declared
from akropolis.leadership.services import log
from akropolis.situations.models import Situation, SituationDraft
from akropolis.situations.services import drafts
from akropolis.situations.services.issuing import Issue, issue
from akropolis.kernel.files.evidence import attach
from akropolis.kernel.files.models import StoredFile
from tests.behaviours import walk
from tests.behaviours.test_every_address import UNDER_WAY, alone, once_each
from tests.behaviours.tokens import bearer
from tests.world import SYSTEM, TODAY, World

WORLD = "walked"
CANARY = "Kvickrot"
"""Stands in every text of the secret event and in nothing else."""


def words(model: type[models.Model], *names: str) -> dict[str, str]:
    return {name: f"{CANARY} {model.__name__} {name}" for name in names}


def plant(world: World) -> Incident:
    """The world's event with the canary in all its texts, and in those of all that belongs to it; then it is secret."""
    event: Any = world.rows["incidents"]
    track: Any = world.rows["incident-tracks"]
    utb, kul, owner = world.units["utb"], world.units["kul"], world.access("owner")
    update(SYSTEM, event, words(Incident, "title", "description", "cause", "learned"))
    update(SYSTEM, track, words(Track, "title", "text"))
    step = TrackStep.everything.filter(track=track).first()
    done = {"name", "receipt", "because", "submitted_by"}
    update(SYSTEM, step, words(TrackStep, *done))
    with writing(SYSTEM) as w:
        incidents.affect(w, event, [utb, kul])
        said = {"track": track, "question": "significant", "proposed": "yes", "outcome": "yes"}
        w.create(
            Assessment,
            {
                **said,
                **words(Assessment, "reasons", "role"),
                "facts": words(Assessment, "facts"),
                "answers": [
                    {
                        "criterion": str(event.pk),
                        "mark": "",
                        "has": "yes",
                        "can": "yes",
                        **words(Assessment, "sentence", "evidence", "reason"),
                    }
                ],
                "decided_by": "N",
                "decided_at": w.at,
            },
        )
        fields = [Sent("affected", "Berörda", f"{CANARY} field", False)]
        paper = canonical(reporting.document(SYSTEM, step, fields))
        w.create(
            SentReport,
            {
                "step": step,
                "content": [asdict(each) for each in fields],
                "document": paper,
                "sent_by": "N",
                "sent_at": w.at,
            },
        )
    receipts.receive(owner, event, utb, f"{CANARY} receipt")
    log.enter(
        owner,
        event,
        utb,
        kind=EntryKind.DECISION,
        text=f"{CANARY} log",
        basis=f"{CANARY} basis",
        mark=EntryMark.AFFECTED,
    )
    for row in (event, track):
        attach(SYSTEM, row, name=f"{CANARY}.txt", data=CANARY.encode())
    draft = SituationDraft.everything.get()
    drafts.discard(SYSTEM, draft)
    draft = drafts.begin(SYSTEM, event)
    issue(SYSTEM, draft, Issue(as_of=timezone.now(), mark="readers", recipients=f"{CANARY} recipients"))
    drafts.begin(SYSTEM, event)
    update(SYSTEM, event, {"secret": True, "secrecy": f"{CANARY} law"})
    return event


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if is_zipfile(io.BytesIO(content)):
        with ZipFile(io.BytesIO(content)) as package:
            content = b"".join(map(package.read, package.namelist()))
    return content.decode("utf-8", "replace")


def addresses(world: World) -> Iterator[str]:
    """Every page, file and part of a page, and the lists with all that they can be asked for."""
    old = {
        str(Situation.everything.get().pk): Situation,
        str(SituationDraft.everything.get().pk): SituationDraft,
    }
    found = [a.url for a in once_each(walk.addresses(world), UNDER_WAY)]
    yield from found
    return


def test_explore(world: World) -> None:
    old = (str(Situation.everything.get().pk), str(SituationDraft.everything.get().pk))
    found = [a.url for a in once_each(walk.addresses(world), UNDER_WAY)]
    event = plant(world)
    new = (str(Situation.everything.latest("created_at").pk), str(SituationDraft.everything.get().pk))
    for a, b in zip(old, new, strict=True):
        found = [u.replace(a, b) for u in found]
    for r in registry.all():
        f = ",".join(("id", "number", *r.fields))
        found += [
            f"/api/v1/{r.key}?limit=200",
            f"/api/v1/{r.key}?fields={f}",
            f"/api/v1/{r.key}?changed_since=2020-01-01T00:00:00Z",
            f"/{r.slug}/?columns={f}&owner_unit=",
            f"/{r.slug}/?q={CANARY}",
            f"/{r.slug}/exportera/?format=csv",
            f"/{r.slug}/exportera/?format=xlsx",
            f"/{r.slug}/exportera/?format=csv&columns={f}&list=1",
        ]
    for p in declared():
        found += [f"/api/v1/{p.key}/{pk}" for pk in p.model._base_manager.values_list("pk", flat=True)[:30]]
    for key in ("incidents", "incident-tracks"):
        r = registry.get(key)
        row = world.rows[key]
        found += [f"/{r.slug}/{row.pk}/steg/{n}/" for n in r.steps] + [
            f"/{r.slug}/{row.pk}/falt/{n}/" for n in r.fields
        ]
        for f in StoredFile.everything.filter(object_id=row.pk):
            found += [f"/{r.slug}/{row.pk}/filer/{f.pk}/", f"/api/v1/{r.key}/{row.pk}/files/{f.pk}"]
    found.append(f"/sok/?q={CANARY}")
    client = world.client("owner")
    token = bearer(world, "owner")
    bad = []
    t = time.process_time()
    for u in dict.fromkeys(found):
        before = Viewing.objects.count()
        with alone(client):
            a = client.get(u, headers=token if u.startswith("/api/") else {})
            got = CANARY in text_of(a).replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "").replace(
                f"”{CANARY}”", ""
            )
            raised = Viewing.objects.count() > before
        if got and not raised:
            i = text_of(a).index(CANARY)
            bad.append((u, a.status_code, text_of(a)[i - 60 : i + 60]))
    print(len(found), time.process_time() - t)
    for table in tables_for(world.access("owner"), TODAY):
        for line in table.lines():
            if any(CANARY in x for x in line):
                bad.append((table.name, [x for x in line if CANARY in x]))
    for b in bad:
        print("LEAK", b)
    assert not bad
