"""Every address with arguments from the test's world, and every form on a page. No example fails: see `EXAMPLES`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle, product
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit
from uuid import UUID

from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from lxml import html

from akropolis.base.kernel.access.models import Appointment, Role, Token, User
from akropolis.base.kernel.kept.declaration import registry as kept
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.parts import declared
from akropolis.base.kernel.registers.picking import can_pick_by_text
from akropolis.base.kernel.registers.web.cells import editable_places
from akropolis.graph.risk.models import RiskMatrix
from akropolis.people.organisation.models import Handover
from akropolis.review.review.models import Direction
from akropolis.review.review.selectors.reviews import find
from akropolis.review.review_inputs.models import Pack
from tests.behaviours import bodies
from tests.behaviours.filling import CSRF, NAMED, answered_in, files_in, needed_in, suggestions_in
from tests.world import SYSTEM, World

NONE = UUID(int=0)
SLOW_FORMS = ("pdf", "odt")
REVIEWS = ((2026, "utb"), (2027, "utb"), (2026, "stad"), (2027, "stad"))


@dataclass(frozen=True)
class Address:
    """A place to go. `rule` is what its view says about who may; empty when others' code answers."""

    url: str
    route: str
    name: str
    rule: str
    arguments: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Form:
    """A form as a page shows it. `fields` is what a browser would send if nothing was touched, `names` all there is.

    `answered` has each question's last choice, and `needed` what must be answered beside the `fields`; neither has
    the `files`. `suggestions` says where fields ask what is pointed at.
    """

    method: str
    action: str
    fields: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    answered: tuple[tuple[str, str], ...] = ()
    needed: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    suggestions: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> tuple[Any, ...]:
        """The same for the same form on many pages."""
        return self.method, self.action.split("?")[0], self.names

    @property
    def shape(self) -> tuple[Any, ...]:
        """The same for forms with the same fields that one view reads, whichever row they are about."""
        return self.method, resolve(urlsplit(self.action).path).view_name, self.names

    def send(self, client: Client, fields: Mapping[str, str | list[str]]) -> Any:
        """Send the form."""
        if self.method == "get":
            return client.get(f"{urlsplit(self.action).path}?{urlencode(fields, doseq=True)}")
        return client.post(self.action, fields)

    def untouched(self) -> dict[str, list[str]]:
        """The form's own values."""
        return _by_name(self.fields)

    def complete(self) -> dict[str, list[str]]:
        """Something in every field."""
        return _by_name(self.answered)

    def sparse(self) -> dict[str, list[str]]:
        """The form's own values, and something where nothing is and something must be."""
        return self.untouched() | _by_name(self.needed)

    def filled(self, *rubbish: str) -> dict[str, list[str]]:
        """Rubbish in every field that a person or a liar can write in: one of it in each, in turn."""
        names = dict.fromkeys((*self.names, *self.untouched()))
        return {name: [word] for name, word in zip(names, cycle(rubbish), strict=False)}


def _by_name(fields: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name, []).append(value)
    return values


@cache
def patterns() -> tuple[tuple[str, URLPattern], ...]:
    """Every pattern with its whole route."""
    return tuple(_below(get_resolver(), ""))


def _below(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _below(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry


_addresses: dict[UUID, list[Address]] = {}
"""By the world, of which a unit's identity tells: they are asked for by hundreds of tests of the same world."""


def addresses(world: World, *, slow: bool = False) -> list[Address]:
    """Every address, with each example of its arguments. `slow` adds the documents that take time to make."""
    of = world.units["utb"].pk
    if of not in _addresses:
        _addresses[of] = _all_addresses(world)
    return [each for each in _addresses[of] if slow or each.arguments.get("form") not in SLOW_FORMS]


def _all_addresses(world: World) -> list[Address]:
    found, missing = [], []
    for route, pattern in patterns():
        names = list(pattern.pattern.converters)
        examples = _examples(world, route, pattern.name or route, names)
        if examples is None:
            missing.append(f"{route} ({', '.join(names)})")
            continue
        found += [_address(route, pattern, arguments) for arguments in examples]
    assert missing == [], f"Say in tests/behaviours/walk.py what these take: {missing}"
    return found


def _address(route: str, pattern: URLPattern, arguments: Mapping[str, Any]) -> Address:
    url = filled_route(route, pattern.pattern.converters, arguments)
    return Address(url, route, pattern.name or route, getattr(pattern.callback, "access_rule", ""), arguments)


def filled_route(route: str, converters: Mapping[str, Any], arguments: Mapping[str, Any]) -> str:
    """The address that a route is with these arguments."""
    url = "/" + route
    for name, converter in converters.items():
        start = url.rindex("<", 0, url.index(f"{name}>"))
        url = url[:start] + quote(converter.to_url(arguments[name])) + url[url.index(">", start) + 1 :]
    return url


def _examples(world: World, route: str, name: str, arguments: list[str]) -> list[dict[str, Any]] | None:
    """Every combination of the examples; None when one argument has none."""
    if {"kind", "key"} == set(arguments):
        return [{"kind": kind, "key": str(world.rows[rows].pk)} for kind, rows in CAUSES.items()]
    named = registry.find(route.removeprefix("api/v1/").split("/")[0])
    if named is not None:
        return [_of_register(world, named, name, arguments)]
    part = next((part for part in declared() if route.startswith(f"api/v1/{part.key}/")), None)
    if part is not None:
        return [{"pk": bodies.row_of(world, part)}]
    if {"year", "unit"} <= set(arguments):
        rest = [argument for argument in arguments if argument not in ("year", "unit")]
        made = []
        for year, unit in REVIEWS:
            more = _combined(world, name, rest, (year, unit))
            if more is None:
                return None
            made += [{"year": year, "unit": unit, **each} for each in more]
        return made
    return _combined(world, name, arguments, (2027, "utb"))


CAUSES = {"incident": "incidents", "observation": "observations"}
"""Kinds of causes whose key is a row of a register."""


def _of_register(world: World, register: Register, name: str, arguments: list[str]) -> dict[str, Any]:
    """The register's row in the world, its file, and the owner's saved view of its list."""
    known: dict[str, Any] = {"pk": world.rows[register.key].pk, "file": world.files[register.key].pk}
    known |= {"pk": world.views[register.key].pk} if name.endswith(("-remove-view", "-rename-view")) else {}
    known |= {"field": _field_of(register, name)} if "field" in arguments else {}
    known |= {"code": "utb", "step": "konfidentialitet", "number": 1, "name": next(iter(register.steps), "")}
    known |= {"key": "syfte", "form": "docx", "question": "significant", "unit": "utb"}
    known |= {"pk": world.matters["reduction"].pk} if name == "risk-reduction-remove" else {}
    known |= {"pk": _step(world)[0]} if name.startswith("track-step") else {}
    known |= {"code": "phishing-unit"} if name.startswith("scenario") else {}
    known |= {"register": "incidents"} | (
        {"pk": world.rows["incidents"].pk} if name == "deviation-raise" else {}
    )
    workshop = {"pk": world.matters["workshop"].pk, "position": 1, "step": "vad-kan-handa"}
    known |= workshop if name.startswith("risk-workshop") else {}
    if name == f"{register.key}-cell":
        known["name"] = min(editable_places(register, SYSTEM).fields, default=register.fields[0])
    return {argument: known[argument] for argument in arguments}


def _field_of(register: Register, name: str) -> str:
    """One whose row is asked for by its name, where suggestions are; otherwise one that is fixed."""
    if name == f"{register.key}-suggest":
        return next(
            each for each in register.fields if can_pick_by_text(register.model_field(each).related_model)
        )
    return register.fixed[0]


def _combined(
    world: World, name: str, arguments: list[str], review: tuple[int, str]
) -> list[dict[str, Any]] | None:
    values = [_values(world, name, argument, review) for argument in arguments]
    if any(each is None for each in values):
        return None
    return [dict(zip(arguments, each, strict=True)) for each in product(*values)]  # type: ignore[arg-type]


def _values(world: World, name: str, argument: str, review: tuple[int, str]) -> list[Any] | None:
    example = EXAMPLES.get(argument)
    return example(world, name, review) if example else None


def _rows(world: World, name: str, review: tuple[int, str]) -> list[Any]:
    """What `pk` is depends on whose address it is."""
    if name.startswith(("review-direction", "direction")):
        found = find(SYSTEM, review[1], review[0])
        return [Direction.everything.filter(review=found).values_list("pk", flat=True)[0]]
    for table in kept:
        if name in (table.name("edit"), table.name("end")):
            return [table.model.everything.values_list("pk", flat=True)[0]]
    for word, rows in OWNERS.items():
        if word in name:
            return rows(world)
    raise AssertionError(f"Say in OWNERS whose pk {name} takes.")


def _appointment(world: World) -> list[Any]:
    return [Appointment.everything.get(user=world.people["colleague"]).pk]


def _change(world: World, *_: Any) -> list[Any]:
    from akropolis.base.kernel.history.models import Change

    return [Change.objects.filter(object_id=world.rows["services"].pk).latest("seq").seq]


def _token(_world: World) -> list[Any]:
    return [Token.everything.get(user__username="robot").pk]


def _robot(_world: World) -> list[Any]:
    return [User.everything.get(username="robot").pk]


def _role(_world: World) -> list[Any]:
    return [Role.everything.get(code="samordnare").pk]


def _dependent(world: World) -> list[Any]:
    row: Any = world.rows["dependencies"]
    return [row.source.record]


def _dependency(world: World, *_: Any) -> list[Any]:
    return [world.rows["dependencies"].pk]


def _gap(world: World) -> list[Any]:
    row: Any = world.rows["dependencies"]
    return [row.target.record]


def _only(model: str) -> Callable[[World], list[Any]]:
    """The one row of the model that the world has."""

    def found(_world: World) -> list[Any]:
        stored: Any = apps.get_model(model)
        return [stored.everything.get().pk]

    return found


def _remark(world: World) -> list[Any]:
    from akropolis.review.review.models import Remark

    return [Remark.everything.filter(review=world.reviews["stad-circulated"]).values_list("pk", flat=True)[0]]


def _step(world: World) -> list[Any]:
    from akropolis.events.incidents.models import TrackStep

    return [
        TrackStep.everything.filter(track=world.rows["incident-tracks"].pk).values_list("pk", flat=True)[0]
    ]


def _exercise(world: World) -> list[Any]:
    return [world.rows["exercises"].pk]


def _matter(name: str) -> Callable[[World], list[Any]]:
    """The matter; without any as if it never was."""
    return lambda world: [world.matters[name].pk if name in world.matters else world.units["utb"].pk]


def _measured(world: World) -> list[Any]:
    """The indicator that has been measured."""
    measured: Any = world.matters["measurement"]
    return [measured.indicator_id]


OF_MATTERS = ("impact-assessment", "data-request-search", "screening-tie", "object-remove-service", "webhook")
OWNERS: dict[str, Callable[[World], list[Any]]] = {
    **dict.fromkeys(
        ("supplier-link", "supplier-question", "supplier-judge"),
        lambda world: [world.rows["supplier-inquiries"].pk],
    ),
    "supplier-promise": lambda world: [world.units["utb"].pk],  # nothing is judged: as if it never was
    "record-attestation": lambda world: [world.units["utb"].pk],
    **{name: _matter(name) for name in OF_MATTERS},
    "measurement": _matter("measurement"),
    "indicator": _measured,
    "action-done": lambda world: [world.rows["actions"].pk],
    "risk-matrix": lambda _world: [RiskMatrix.everything.get(code="five-by-five-1").pk],
    **{f"exercise-{each}": _exercise for each in ("inject-new", "observation-new", "propose", "report")},
    "exercise-inject": _only("exercises.Inject"),
    "exercise-observation": _only("exercises.Observed"),
    "exercise-played": lambda world: [world.rows["incidents"].pk],  # no exercise: as if it never was
    "ask-again": _only("campaigns.Ask"),
    "track-step": _step,
    "track-ask": lambda world: [world.rows["incident-tracks"].pk],
    "situation-begin": lambda world: [world.rows["incidents"].pk],
    "situation-picture": _only("situations.Situation"),
    "situation-file": _only("situations.Situation"),
    "situation-": _only("situations.SituationDraft"),
    "review-consider": _remark,
    **dict.fromkeys(("registration", "minutes"), lambda world: [world.reviews["utb-decided"].pk]),
    "review-comment": _matter("comment"),
    "proof-add": lambda world: [world.rows["services"].pk],
    "proof": _only("evidence.Proof"),
    "graph-gap": _gap,
    "graph-shared": _gap,
    "graph-offer": _gap,
    "question": _only("offers.Question"),
    "right-answer": _only("organisation.RightRequest"),
    "right": lambda world: [world.rows["information"].pk],
    "appointment": _appointment,
    "service-account": _robot,
    "group-rule": _matter("rule"),
    # Nobody has a factor, nor has come in by that account: as if it never was.
    **dict.fromkeys(("factor-remove", "emergency"), lambda world: [world.units["utb"].pk]),
    "token": _token,
    **dict.fromkeys(("person", "people"), lambda world: [world.people["colleague"].pk]),
    "role": _role,
    "unit": lambda world: [world.units["utb"].pk],
    "dependency-end": _dependent,
    "dependency-lower": _dependency,
    "lowering-end": _dependency,
    "graph": lambda world: [world.rows[key].pk for key in ("information", "services")],
    "document-requirements": lambda world: [world.rows["documents"].pk],
    "compliance-service": lambda world: [world.rows["services"].pk],
    "concentration": lambda world: [world.rows["services"].pk],
    "one": lambda world: [world.rows["services"].pk],
    "work": lambda world: [world.units["utb"].pk],  # nobody has put anything aside: as if it never was
    "pack": lambda world: [Pack.everything.filter(review=world.reviews["utb-ongoing"])[0].pk],
    "objection-new": lambda world: [world.rows["services"].pk],
    "objection": _matter("objection"),
    "entity-receipt": _matter("receipt"),
    "_direction": lambda _world: [Direction.everything.order_by("pk").values_list("pk", flat=True)[0]],
    "report-follow": _matter("report"),
    "report-stop": _matter("stop"),
    "message": lambda _world: [0],  # a message of nobody's: as if it never was
}


CODES = (
    ("role", "samordnare"),
    ("classification-scheme", "prov"),
    ("legal", "skola"),
    ("requirement", "csl-2-3-4"),
)


def _codes(_world: World, name: str, _review: Any) -> list[Any]:
    for word, code in CODES:
        if word in name:
            return [code]
    return ["utb", "stad"]


def _keys(_world: World, name: str, _review: Any) -> list[Any]:
    return ["incidents.total"] if "figure" in name else ["risker"] if "situation" in name else ["state"]


EXAMPLES: dict[str, Callable[[World, str, tuple[int, str]], list[Any]]] = {
    "pk": _rows,
    "reference": lambda *_: ["0000-0000"],
    "register": lambda *_: ["information"],
    "id": _rows,
    "code": _codes,
    "clock": lambda *_: ["gdpr-33"],
    "control": lambda _world, name, _review: ["backup" if "service" in name else "roles"],
    "threat": lambda *_: ["phishing"],
    "unit": lambda *_: ["utb"],
    "year": lambda *_: [2027],
    "number": lambda *_: [0],
    "key": _keys,
    "kind": lambda _world, name, _review: ["incident" if "situation" in name else "service"],
    "extent": lambda *_: ["hel", "maskad"],
    "figure": lambda *_: ["incidents.total"],
    "chapter": lambda *_: ["state"],
    "guide": lambda *_: ["registren"],
    "form": lambda *_: ["docx", "xlsx", "html", *SLOW_FORMS],
    "rest": lambda *_: ["v1/vad-som-helst"],
    "name": lambda *_: ["start", "circulate", "take_back"],
    "duty": lambda world, *_: [world.matters["duty"].duty_id],
    "dependency": _dependency,
    "lowering": _dependency,  # there is none in the world: as if it never was
    "username": lambda *_: ["colleague"],
    "aspect": lambda *_: ["confidentiality", "integrity"],
    "edition": lambda *_: [1, 2],
    "part": lambda *_: ["aspekter", "nivaer", "skador"],
    "category": lambda *_: ["person"],
    "seq": _change,
    "reorganisation": lambda *_: (
        list(Handover.everything.values_list("reorganisation", flat=True)[:1]) or [NONE]
    ),
}


def forms_on(page: Any, url: str) -> list[Form]:
    """The forms of an HTML answer; one for each named button."""
    document = html.document_fromstring(page.content)
    found = []
    for form in document.forms:
        values = [each for each in _fields(form) if each[0] != CSRF]
        answered, needed = answered_in(form), needed_in(form)
        names = tuple(sorted({str(e.get("name")) for e in form.xpath(NAMED)} - {CSRF}))
        files, suggestions = files_in(form), suggestions_in(form)
        buttons = form.xpath(".//button[@name]") or [None]
        for button in buttons:
            own = [] if button is None else [(button.get("name"), button.get("value") or "")]
            action = (button.get("formaction") if button is not None else "") or form.get("action") or url
            method = (form.get("method") or "get").lower()
            found.append(
                Form(
                    method,
                    urljoin(url, action),
                    tuple(values + own),
                    names,
                    tuple(answered + own),
                    tuple(needed),
                    files,
                    suggestions,
                )
            )
    return found


def _fields(form: Any) -> list[tuple[str, str]]:
    """What a browser sends: empty fields too, boxes only when they are ticked."""
    given = []
    for element in form.xpath(NAMED):
        name, kind = str(element.get("name")), element.get("type", "")
        if kind in ("checkbox", "radio"):
            given += [(name, element.get("value") or "on")] if element.get("checked") is not None else []
        elif element.tag == "select":
            chosen = element.xpath(".//option[@selected]") or element.xpath("(.//option)[1]")
            given += [(name, str(option.get("value") or "")) for option in chosen]
        elif kind not in ("submit", "button"):
            given.append(
                (name, str(element.text or "" if element.tag == "textarea" else element.get("value") or ""))
            )
    return given


def is_page(answer: Any) -> bool:
    """Whether the answer is a page for people, or a piece of one with something in it."""
    html = answer.headers.get("Content-Type", "").startswith("text/html")
    return answer.status_code == 200 and html and bool(answer.content.strip())


def sign_in_address() -> str:
    """Where people without a session are sent."""
    return reverse("sign-in")
