"""Run in the upgraded installation's own process: what is found again, and pages as a few people see them."""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402  # what follows needs settings
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from akropolis.base.kernel.access.grants import access_for_username  # noqa: E402
from akropolis.base.kernel.access.models import User  # noqa: E402
from akropolis.base.kernel.registers.declaration import registry  # noqa: E402
from akropolis.base.lib.figures import name  # noqa: E402
from akropolis.review.review.addresses import url_of  # noqa: E402
from akropolis.review.review.models import Review  # noqa: E402
from akropolis.review.review_inputs.services.packs import content, latest  # noqa: E402
from akropolis.review.review_text.services.documents import file_of  # noqa: E402
from tests.upgrade import pending  # noqa: E402
from tests.upgrade.noting import WHO, links, noted  # noqa: E402

PAGES = ("home", "situation", "graph-hub", "reviews", "directions")


def visited() -> dict[str, dict[str, int]]:
    """The status of the start pages and of the list of every register, by who opens it."""
    lists = [f"{register.key}-list" for register in registry.all()]
    found = {}
    for who in WHO:
        client = Client(headers={"host": "localhost"})
        client.force_login(User.everything.get(username=who))
        found[who] = {page: client.get(reverse(page), follow=True).status_code for page in (*PAGES, *lists)}
    return found


def printed() -> dict[str, list[bool]]:
    """Whether each decided document's title stands in it, by the review's number, in HTML and in OpenDocument."""
    access = access_for_username("ciso")
    decided = Review.objects.visible(access).filter(state="decided")
    return {
        review.number: [
            review.title in file_of(access, review, "html").decode(),
            file_of(access, review, "odt").startswith(b"PK"),
        ]
        for review in decided
    }


def figures() -> dict[str, list[int]]:
    """By figure that was ever gathered: 1 if it has a name, and the statuses of its page and its rows in one review."""
    access, client = access_for_username("ciso"), Client(headers={"host": "localhost"})
    client.force_login(User.everything.get(username="ciso"))
    found: dict[str, list[int]] = {}
    for review in Review.objects.visible(access).select_related("owner_unit").order_by("year", "number"):
        pack = latest(access, review)
        for figure in content(pack).figures() if pack else ():
            if figure.counted and figure.key not in found:
                pages = [url_of(page, review, figure.key) for page in ("review-figure", "review-figure-rows")]
                statuses = [client.get(page).status_code for page in pages]
                found[figure.key] = [int(name(figure.key) != figure.key), *statuses]
    return found


def signed_in() -> str:
    """Whom the session that was there before the upgrade signs in."""
    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = pending.KEY
    return str(client.get(reverse("home")).wsgi_request.user.username)


def tasks() -> list[str]:
    """The functions that the waiting tasks name."""
    paths = DBTaskResult.objects.filter(finished_at__isnull=True).values_list("task_path", flat=True)
    return [import_string(path).name for path in paths]


if __name__ == "__main__":
    found = {"pages": visited(), "printed": printed(), "figures": figures(), "signed_in": signed_in()}
    json.dump({**noted(), "hashes": links(), "tasks": tasks(), **found}, sys.stdout)
