"""The API at /api/v1/: every register, the unit tree, the reviews, and what the domains add to their registers."""

from django.http import HttpRequest, HttpResponse

from akropolis.base.kernel.access.web import public
from akropolis.base.kernel.kept.api import kept_router
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.registers.api import changes, problems, units
from akropolis.base.kernel.registers.api.auth import Door
from akropolis.base.kernel.registers.api.computed import list_router
from akropolis.base.kernel.registers.api.describing import Api
from akropolis.base.kernel.registers.api.part_routes import router_of as part_router
from akropolis.base.kernel.registers.api.routes import router_of
from akropolis.base.kernel.registers.computed import lists
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.parts import declared
from akropolis.graph.ai.api.assessments import router as assessments
from akropolis.graph.assets.api.nodes import router as nodes
from akropolis.graph.blast_radius.api.concentration import router as concentration
from akropolis.graph.blast_radius.api.radius import router as radius
from akropolis.graph.crypto.api.crypto_plan import router as crypto_plan
from akropolis.graph.information.api.decisions import router as decisions
from akropolis.graph.offers.api.gaps import router as gaps
from akropolis.graph.offers.api.gaps import unknown as unstated
from akropolis.people.organisation.api.reorganisations import router as reorganisations
from akropolis.review.review_cycle.api.verbs import router as reviews
from akropolis.shared.actions.api.causes import router as causes
from akropolis.shared.campaigns.api.verbs import router as campaigns
from akropolis.shared.clocks.api.due import router as clocks
from akropolis.shell.home.api.version import router as version

DESCRIPTION = """\
The registers of a city's management system for information security. Rights, rules and history are those of the pages.

Send `Authorization: Bearer TOKEN` (made on the page Mitt konto, or with the command `akropolis token create USER`). \
A token may do what its account may, or less. A service account decides nothing: 409 with the code `people_only`. \
Where the city wants a fresh proof of who decides, no token does: 409 with the code `factor_needed`. \
A person who is signed in in the browser may read without a token.

Lists take `limit`, `cursor`, `q`, `sort`, `fields` and the register's filters, and give `items`, `next` and `total`. \
A change or archiving needs the record's `ETag` as `If-Match`; a stale one gets 412 and changes nothing. Errors are \
`application/problem+json`. What is missing and what is forbidden are both 404.

Whoever keeps a copy asks `/changes` what has changed, in the order in which it was done, or a list by \
`changed_since`. Whoever sends what another system knows posts it to a register's `/bulk`, by that system's own ids: \
all or none, and sent again it changes nothing.
"""


def build() -> Api:
    """Build the API of all declared registers."""
    api = Api(urls_namespace="api", auth=Door(), description=DESCRIPTION)
    problems.install(api)
    api.add_router("/version", version)
    api.add_router("/units", units.router)
    api.add_router("/changes", changes.router)
    api.add_router("/reorganisations", reorganisations)
    api.add_router("/reviews", reviews)
    api.add_router("", causes)
    api.add_router("/campaigns", campaigns)
    api.add_router("/information", decisions)
    api.add_router("/ai-systems", assessments)
    api.add_router("/concentration", concentration)
    api.add_router("/crypto-plan", crypto_plan)
    api.add_router("/gaps", gaps)
    api.add_router("/unstated-levels", unstated)
    api.add_router("/nodes", nodes)
    api.add_router("/nodes", radius)
    for table in tables:
        api.add_router(f"/{table.key}", kept_router(table))
    api.add_router("/clock-rules", clocks)
    for listed in lists:
        if listed.api:
            api.add_router(f"/{listed.api}", list_router(listed))
    for part in declared():
        api.add_router(f"/{part.key}", part_router(part))
    for register in registry.all():
        api.add_router(f"/{register.key}", router_of(register))
    return api


@public(because="it says nothing")
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer unknown addresses exactly like forbidden ones."""
    return problems.not_found()


api = build()
