"""The page of the picture of dependencies: a drawing, its data, an SVG file, and an equivalent table."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypedDict
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.reporting.charts.network import Arrow, NetworkBox, network
from akropolis.base.lib.swedish import capitalised, listing, number
from akropolis.base.ui.parts import Cell, Column, Crumb, Option, Table, build_table
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.selectors.picture import (
    FEW,
    MOST,
    GraphPicture,
    PictureBox,
    PictureDirection,
    PictureLine,
    picture,
)
from akropolis.graph.assets.selectors.sight import node_crumbs
from akropolis.shared.classification.rules.aspects import CRITICAL

READ = "assets:service:read"
OPENED = 50
"""Maximum number of units opened at once; further ones in the URL are ignored."""

TONES = (
    ("neutral", gettext_lazy("no level")),
    ("success", gettext_lazy("at most level 1")),
    ("info", gettext_lazy("at most level 2")),
    ("warning", gettext_lazy("at most level 3")),
)
"""Colour and label of the boxes, indexed by the highest level demanded in all aspects."""


@requires(READ)
@require_safe
def picture_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the page. Its drawing loads `picture_data`; its table works without the drawing."""
    asked = _Asked(request, pk)
    drawn = asked.picture()
    told = _Told(drawn, asked)
    start = drawn.start
    here = _("Picture of dependencies")
    context = {
        "title": here,
        "start": start,
        "crumbs": node_crumbs(asked.node, Crumb(label=here)),
        "lead": told.lead(),
        "data_url": asked.url("graph-picture-data"),
        "file_url": asked.url("graph-picture-file"),
        "directions": [
            Option(label=label, url=asked.url(direction=way), current=way is asked.direction)
            for way, label in _direction_labels().items()
        ],
        "sizes": _sizes(asked, drawn),
        "closed_url": asked.url(opened=()) if asked.opened else "",
        "tones": TONES,
        "table": told.table(),
    }
    return render(request, "assets/picture.html", context)


@requires(READ)
@require_safe
def picture_data(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return the boxes and lines of the drawing as JSON. Box numbers are valid within this response only."""
    asked = _Asked(request, pk)
    return JsonResponse(_Told(asked.picture(), asked).data())


@requires(READ)
@require_safe
def picture_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return the drawing as an SVG file, in print colours, with a legend."""
    asked = _Asked(request, pk)
    drawn = asked.picture()
    day = timezone.localdate().isoformat()
    title = _("Dependencies: %(name)s, %(day)s") % {"name": drawn.start.label, "day": day}
    made = network(title, *_Told(drawn, asked).drawing(), [capitalised(str(says)) for _tone, says in TONES])
    return file_answer(made.encode(), f"{title.replace(':', '')}.svg", "image/svg+xml")


def _direction_labels() -> dict[PictureDirection, str]:
    return {
        PictureDirection.UP: _("What depends on it"),
        PictureDirection.DOWN: _("What it depends on"),
        PictureDirection.BOTH: _("Both"),
    }


def _sizes(asked: "_Asked", drawn: GraphPicture) -> list[Option]:
    """Return the options of the nearest nodes or up to MOST boxes; empty if all nodes fit anyway."""
    if drawn.nodes <= FEW and not asked.whole:
        return []
    return [
        Option(label=_("The nearest"), url=asked.url(whole=False), current=not asked.whole),
        Option(
            label=_("Up to %(most)s boxes") % {"most": MOST}, url=asked.url(whole=True), current=asked.whole
        ),
    ]


class _Asked:
    """The parameters in a request's URL, and URLs of the picture with other parameters."""

    def __init__(self, request: HttpRequest, record: UUID) -> None:
        self.access, self.record = access_of(request), record
        way = request.GET.get("riktning", "")
        self.direction = PictureDirection(way) if way in set(PictureDirection) else PictureDirection.UP
        self.opened = tuple(dict.fromkeys(request.GET.getlist("oppna")))[:OPENED]
        self.whole = request.GET.get("alla") == "1"

    @cached_property
    def node(self) -> Node:
        """Return the picture's start node. Raises Hidden for a node whose row the user may not read."""
        found: Node = Node.objects.visible(self.access).one(record=self.record)
        return found

    def picture(self) -> GraphPicture:
        """Return the picture around the start node."""
        most = MOST if self.whole else FEW
        return picture(self.access, self.node.pk, direction=self.direction, opened=self.opened, most=most)

    def url(
        self,
        name: str = "graph-picture",
        *,
        direction: PictureDirection | None = None,
        opened: Iterable[str] | None = None,
        whole: bool | None = None,
    ) -> str:
        """Return the URL of the page `name` with the request's parameters, except those given here."""
        wanted = direction or self.direction
        query: list[tuple[str, str]] = []
        if wanted is not PictureDirection.UP:
            query.append(("riktning", wanted))
        query += [("oppna", code) for code in (self.opened if opened is None else opened)]
        if self.whole if whole is None else whole:
            query.append(("alla", "1"))
        address = reverse(name, args=[self.record])
        return f"{address}?{urlencode(query)}" if query else address


class DrawnBox(TypedDict):
    """A box of the drawing, as JSON."""

    key: int
    label: str
    kind: str
    what: str
    unit: str
    levels: str
    says: str
    url: str
    column: int
    row: int
    start: bool
    masked: bool
    folded: bool
    level: int
    demanding: bool


class _Told:
    """A picture in words, and as data for the drawing."""

    def __init__(self, drawn: GraphPicture, asked: _Asked) -> None:
        self.drawn, self.asked = drawn, asked
        self.outward: dict[int, list[PictureLine]] = {}
        self.inward: dict[int, int] = {}
        for line in drawn.lines:
            self.outward.setdefault(line.source, []).append(line)
            self.inward[line.target] = self.inward.get(line.target, 0) + 1
        self.labels = {box.key: self.label(box) for box in drawn.boxes}

    def lead(self) -> list[str]:
        """Describe the picture in one to three sentences."""
        start, others = self.drawn.start.label, self.drawn.nodes - 1
        if not others:
            return [_nothing(self.asked.direction) % {"name": start}]
        sentences = [_much(self.asked.direction, others) % {"name": start, "count": number(others)}]
        hidden = sum(box.count for box in self.drawn.folded)
        if hidden:
            text = ngettext(
                "%(count)s of them shares a box with others of its unit; open the box to see it.",
                "%(count)s of them share a box with others of their unit; open the box to see them.",
                hidden,
            )
            sentences.append(text % {"count": number(hidden)})
        if any(box.seen is not None and box.seen.masked for box in self.drawn.boxes):
            sentences.append(_("Of what you may not read, only kind and unit are said."))
        return sentences

    def label(self, box: PictureBox) -> str:
        """Return the label of a box."""
        if box.seen is not None:
            return capitalised(box.seen.label) if box.seen.masked else box.seen.label
        return _("%(unit)s: %(count)s things") % {"unit": box.unit, "count": number(box.count)}

    def url(self, box: PictureBox) -> str:
        """Return the URL of a box: the row's page, or the same picture with the unit opened."""
        if box.seen is not None:
            return box.seen.url
        opened = (*self.asked.opened, box.unit_code)
        if not box.unit_code or box.unit_code in self.asked.opened:
            return "" if self.asked.whole else self.asked.url(whole=True)
        return self.asked.url(opened=opened)

    def needs(self, box: PictureBox) -> list[str]:
        """Return the boxes that the box depends on, as texts with the kind of dependency."""
        return [f"{self.labels[line.target]} ({_line_words(line)})" for line in self.outward.get(box.key, ())]

    def table(self) -> Table:
        """Return a table with a row for every box."""
        labels = (_("Name"), _("Kind"), _("Unit"), _("Level"), _("Steps away"), _("Depends on"))
        columns = [
            Column(label=label, numeric=label == labels[4], unbroken=label == labels[3]) for label in labels
        ]
        rows = [
            (
                Cell(text=self.labels[box.key], url=self.url(box)),
                _kind(box),
                box.unit,
                Cell(text=_levels(box)),
                number(abs(box.distance)),
                Cell(text="; ".join(self.needs(box))),
            )
            for box in self.drawn.boxes
        ]
        return build_table(_("The same in words"), columns, rows)

    def data(self) -> dict[str, object]:
        """Return the picture as data for the interactive drawing."""
        return {
            "boxes": [self._box(box) for box in self.drawn.boxes],
            "layers": self._layers(),
            "lines": [
                {
                    "source": line.source,
                    "target": line.target,
                    "text": _line_words(line),
                    "alternative": line.alternative,
                    "kept": bool(line.kept),
                }
                for line in self.drawn.lines
            ],
        }

    def drawing(self) -> tuple[list[NetworkBox], list[Arrow]]:
        """Return the boxes, in the order of their keys, and the arrows for the SVG file."""
        boxes = [self._place(box) for box in self.drawn.boxes]
        arrows = [
            Arrow(line.source, line.target, dashed=line.alternative, dotted=bool(line.kept))
            for line in self.drawn.lines
        ]
        return boxes, arrows

    def _place(self, box: PictureBox) -> NetworkBox:
        told = self._box(box)
        return NetworkBox(
            box.column,
            box.row,
            told["label"],
            (told["what"], told["unit"], told["levels"]),
            level=told["level"],
            start=told["start"],
            dashed=told["masked"],
            several=told["folded"],
        )

    def _layers(self) -> list[Mapping[str, object]]:
        """Return the columns of each distance: a long layer takes several columns and is still one layer."""
        columns: dict[int, set[int]] = {}
        for box in self.drawn.boxes:
            columns.setdefault(box.distance, set()).add(box.column)
        return [
            {"first": min(those), "last": max(those), "text": _steps(distance)}
            for distance, those in sorted(columns.items())
            if distance
        ]

    def _box(self, box: PictureBox) -> DrawnBox:
        seen = box.seen
        masked = seen is not None and seen.masked
        return {
            "key": box.key,
            "label": self.labels[box.key],
            "kind": seen.kind if seen is not None else "",
            "what": _kind(box) if seen is not None else "",
            "unit": box.unit if seen is not None and not masked else "",
            "levels": _levels(box),
            "says": self._says(box),
            "url": self.url(box),
            "column": box.column,
            "row": box.row,
            "start": box.key == 0,
            "masked": masked,
            "folded": seen is None,
            "level": box.level,
            "demanding": box.level >= CRITICAL,
        }

    def _says(self, box: PictureBox) -> str:
        """Return the text that a screen reader reads for the box."""
        parts = [
            self.labels[box.key],
            _kind(box),
            "" if box.seen and box.seen.masked else box.unit,
            _levels(box),
            _steps(box.distance) if box.distance else "",
        ]
        sentences = [", ".join(part for part in parts if part) + "."]
        if needs := self.needs(box):
            sentences.append(_("Depends on %(names)s.") % {"names": listing(needs, _("and"))})
        if count := self.inward.get(box.key, 0):
            text = ngettext("%(count)s box depends on it.", "%(count)s boxes depend on it.", count)
            sentences.append(text % {"count": number(count)})
        return " ".join(sentences)


def _kind(box: PictureBox) -> str:
    return str(NodeKind(box.seen.kind).label) if box.seen is not None else _("Several")


def _levels(box: PictureBox) -> str:
    if box.seen is not None:
        return box.seen.letters
    return _("at most level %(level)s") % {"level": box.level} if box.level else ""


def _steps(distance: int) -> str:
    away = abs(distance)
    return ngettext("%(count)s step away", "%(count)s steps away", away) % {"count": number(away)}


def _line_words(line: PictureLine) -> str:
    parts = [listing([str(kind.label) for kind in line.kinds], _("and"))]
    if line.alternative:
        parts.append(_("there is an alternative"))
    if line.kept:
        parts.append(_("does not inherit %(aspects)s") % {"aspects": ", ".join(line.kept)})
    return ", ".join(parts)


def _nothing(direction: PictureDirection) -> str:
    return {
        PictureDirection.UP: _("Nothing that you may see depends on %(name)s."),
        PictureDirection.DOWN: _("%(name)s depends on nothing that you may see."),
        PictureDirection.BOTH: _("%(name)s has no dependencies that you may see."),
    }[direction]


def _much(direction: PictureDirection, count: int) -> str:
    if direction is PictureDirection.UP:
        return ngettext(
            "%(count)s thing depends on %(name)s, directly or through others.",
            "%(count)s things depend on %(name)s, directly or through others.",
            count,
        )
    if direction is PictureDirection.DOWN:
        return ngettext(
            "%(name)s depends on %(count)s thing, directly or through others.",
            "%(name)s depends on %(count)s things, directly or through others.",
            count,
        )
    return ngettext(
        "%(name)s hangs together with %(count)s thing: what depends on it, and what it depends on.",
        "%(name)s hangs together with %(count)s things: what depends on it, and what it depends on.",
        count,
    )
