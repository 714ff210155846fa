"""Campaigns of the demo city, one finished and one open, and evidence for statements made in the city."""

import json
import random
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from akropolis.assurance.follow_up.models import FollowUpAnswer
from akropolis.assurance.follow_up.rules.answers import FollowUpForm
from akropolis.assurance.follow_up.selectors.answers import KIND, questions_by_key
from akropolis.base.kernel.files.evidence import attach
from akropolis.base.kernel.records.writer import Writer, kind_of
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import GapException, Offer
from akropolis.privacy.screening.services.screening import land_answers
from akropolis.shared.campaigns.models import Ask, Campaign, CampaignStatus
from akropolis.shared.campaigns.models.kinds import CampaignCandidate, kinds
from akropolis.shared.campaigns.selectors.campaigns import candidates, wording
from akropolis.shared.evidence.models import Evidence, Proof
from akropolis.tools.demo.frame import TODAY, City, day_between, moment
from akropolis.tools.demo.offers import OPERATOR, USED, offered
from akropolis.tools.demo.source import Row, read

WHY = "the demo city is asked and shows what it says"


def build(city: City) -> None:
    """Create the campaigns and the evidence described in the content."""
    content = read("campaigns")
    with city.writing() as w:
        _finished(city, w, content["finished"])
        _open(city, w, content["open"])
        _screening(city, w, content["screening"])
        for row in content["follow_up"]:
            _follow_up(city, w, row)
        _indicators(city, w, content["indicators"])
        for row in content["evidence"]:
            if row.get("accepted", "slk") in city.reviewing():
                _evidence(city, w, row)


def _campaign(city: City, w: Writer, row: Row, kind: str) -> Campaign:
    values = {
        "title": row["title"],
        "kind": kind,
        "text": row["text"],
        "last_on": row["last"],
        "signing": kind in ("units", KIND),
        "owner_unit": city.units["slk"],
        "responsible": city.people[OPERATOR],
        "status": CampaignStatus.SENT,
        "sent_on": row["sent"],
        "questions": json.dumps(wording(city.access, kinds.get(kind), TODAY), ensure_ascii=False),
    }
    (made,) = city.add(w, Campaign, [values])
    return made


def _asks(found: Iterable[CampaignCandidate], campaign: Campaign) -> list[Row]:
    return [
        {
            "campaign": campaign,
            "kind": kind_of(each.model),
            "object_id": each.object_id,
            "name": each.name,
            "unit": each.unit,
        }
        for each in found
    ]


def _finished(city: City, w: Writer, row: Row) -> None:
    """Create the finished campaign: all units have answered and signed, and the campaign is closed."""
    campaign, chance = _campaign(city, w, row, "units"), city.chance("campaigns")
    said, local = [prompt.key for prompt in campaign.prompts], read("documents")["local"]
    without = local["missing"] + local["lapsed"]
    asks = _asks(candidates(city.access, campaign.of_kind, TODAY), campaign)
    for ask in asks:
        code, day = ask["unit"].code, day_between(chance, row["sent"] + timedelta(days=2), row["last"])
        told = row["missing"] if code in without else chance.choice(row["answers"])
        ask["answers"] = dict(zip(said, (told, "yes"), strict=True))
        ask |= {"answered_by": city.people[f"samordnare.{code}"].name, "answered_at": moment(day, 10, 15)}
        ask |= {"signed_by": city.people[f"chef.{code}"].name, "signed_at": moment(day, 15, 40)}
    city.add(w, Ask, asks)
    w.update(campaign, {"status": CampaignStatus.CLOSED})


def _open(city: City, w: Writer, row: Row) -> None:
    """Create the open campaign about a few unstated things per unit: all but one unit have begun."""
    campaign = _campaign(city, w, row, "offered-levels")
    found = _some(city, campaign, row)
    asks = _asks((each for each, _told in found), campaign)
    told = [_campaign_row(city, each, row) for each, told in found if told]
    by_record = {offer["node"].record: offer for offer in told}
    for ask in asks:
        if offer := by_record.get(ask["object_id"]):
            levels = {aspect: str(offer[aspect]) for aspect in USED}
            ask["answers"] = {**levels, "valid_to": "", "evidence": offer["evidence"]}
            ask |= {"answered_by": offer["stated_by"], "answered_at": moment(offer["stated_on"], 9, 30)}
    city.add(w, Offer, told)
    city.add(w, Ask, asks)


def _some(city: City, campaign: Campaign, row: Row) -> list[tuple[CampaignCandidate, int]]:
    """Return the first few wanted candidates of each unit, and the place of each among the unit's answered ones.

    The place is 0 for one without an answer.
    """
    found, counted = [], Counter[str]()
    for each in candidates(city.access, campaign.of_kind, TODAY):
        code = each.unit.code
        if each.wanted and code in city.reviewing() and counted[code] < row["each"]:
            counted[code] += 1
            place = counted[code] if counted[code] <= row["answered"] and code != row["slow"] else 0
            found.append((each, place))
    return found


def _screening(city: City, w: Writer, row: Row) -> None:
    """Create the screening that has been sent: units have begun, and their answers have landed in the record."""
    campaign = _campaign(city, w, row, "screening")
    found = _some(city, campaign, row)
    asks = _asks((each for each, _place in found), campaign)
    for ask, (_each, place) in zip(asks, found, strict=True):
        if place:
            who, day = city.people[f"samordnare.{ask['unit'].code}"], row["sent"] + timedelta(days=2 + place)
            said = {prompt.key: row["answers"][place - 1].get(prompt.key, "") for prompt in campaign.prompts}
            ask |= {"answers": said, "answered_by": who.name, "answered_at": moment(day, 10, 15)}
    for made in city.add(w, Ask, asks):
        if made.answered_at:
            land_answers(city.access, made, made.answers)


def _indicators(city: City, w: Writer, row: Row) -> None:
    """Create the campaign that asks every unit with a review for some indicators; nobody has answered yet."""
    campaign = _campaign(city, w, row, "indicators")
    found = candidates(city.access, campaign.of_kind, TODAY)
    city.add(w, Ask, _asks((e for e in found if e.name in row["names"] and e.unit.reviews), campaign))


def _follow_up(city: City, w: Writer, row: Row) -> None:
    """Create a round of follow-up, in which so many per cent of the units have answered and signed.

    A unit answers as in the other round but for about one question in five.
    """
    campaign, questions = _campaign(city, w, row, KIND), questions_by_key(city.access)
    asks, changed = (
        _asks(candidates(city.access, campaign.of_kind, TODAY), campaign),
        city.chance(row["title"]),
    )
    for place, ask in enumerate(asks, start=1):
        code, usual = ask["unit"].code, city.chance(f"follow-up {ask['unit'].code}")
        if place * 100 > row["answered"] * len(asks):
            break
        said = {key: _drawn(usual, each.form, row) for key, each in questions.items()}
        anew = {key: _drawn(changed, questions[key].form, row) for key in said if changed.random() < 1 / 5}
        ask["answers"] = said | anew
        day = row["sent"] + timedelta(days=2 + place % 12)
        ask |= {"answered_by": city.people[f"samordnare.{code}"].name, "answered_at": moment(day, 10, 15)}
        if place * 100 <= row["signed"] * len(asks):
            ask |= {"signed_by": city.people[f"chef.{code}"].name, "signed_at": moment(day, 15, 40)}
    for made in city.add(w, Ask, asks):
        rows = [
            {"ask": made, "question": questions[key], "wording": questions[key].name, "answer": said}
            for key, said in made.answers.items()
            if said
        ]
        city.add(w, FollowUpAnswer, rows)


def _drawn(chance: random.Random, form: str, row: Row) -> str:
    if form == FollowUpForm.NUMBER:
        return str(chance.randint(1, 12))
    return str(chance.choice(row["words"] if form == FollowUpForm.YES_NO else row["texts"]))


def _campaign_row(city: City, found: CampaignCandidate, row: Row) -> Row:
    node = Node.objects.unscoped(because=WHY).get(record=found.object_id)
    return {
        "node": node,
        **{aspect: offered(node, aspect, less=False) for aspect in USED},
        "evidence": read("offers")["evidence"][0],
        "stated_on": row["sent"] + timedelta(days=4),
        "stated_by": city.people[f"samordnare.{found.unit.code}"].name,
    }


def _evidence(city: City, w: Writer, row: Row) -> None:
    own = {name: value for name, value in row.items() if name not in ("proves", "accepted", "text")}
    unit = row.get("accepted", "slk")
    values = {
        **own,
        "owner_unit": city.units[unit],
        "responsible": city.people[f"samordnare.{unit}"],
        "checked_by": city.people["ciso"] if "checked_on" in row else None,
    }
    (made,) = city.add(w, Evidence, [values])
    for key in row["proves"]:
        proved = _proved(city, key, row.get("accepted"))
        of = {"kind": kind_of(type(proved)), "object_id": proved.pk}
        city.add(w, Proof, [{"evidence": made, **of}])
    if "text" in row:
        attach(city.access, made, name=f"{row['name'].replace('/', ' ')}.txt", data=row["text"].encode())


def _proved(city: City, key: str, unit: str | None) -> GapException | Offer:
    """Return the current statement of the service, or the unit's acceptance of a gap there."""
    at = {"node__record": city.shared(key).pk}
    if unit:
        return GapException.objects.unscoped(because=WHY).get(**at, unit__code=unit)
    return Offer.objects.unscoped(because=WHY).filter(**at).latest("stated_on")
