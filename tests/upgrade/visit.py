"""Run in the upgraded installation's own process: what is found again, and pages as a few people see them."""

import json
import sys

import django

django.setup()

from django.test import Client  # noqa: E402  # what follows needs settings
from django.urls import reverse  # noqa: E402

from akropolis.chapters.services.documents import file_of  # noqa: E402
from akropolis.kernel.access.grants import access_for_username  # noqa: E402
from akropolis.kernel.access.models import User  # noqa: E402
from akropolis.kernel.registers.declaration import registry  # noqa: E402
from akropolis.review.models import Review  # noqa: E402
from tests.upgrade.noting import WHO, links, noted  # noqa: E402

PAGES = ("home", "situation", "graph-hub", "reviews", "directions")


def visited() -> dict[str, dict[str, int]]:
    """The status of the start pages and of the list of every register, by who opens it."""
    lists = [f"{register.key}-list" for register in registry.all()]
    found = {}
    for name in WHO:
        client = Client(headers={"host": "localhost"})
        client.force_login(User.everything.get(username=name))
        found[name] = {page: client.get(reverse(page), follow=True).status_code for page in (*PAGES, *lists)}
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


if __name__ == "__main__":
    json.dump({**noted(), "hashes": links(), "pages": visited(), "printed": printed()}, sys.stdout)
