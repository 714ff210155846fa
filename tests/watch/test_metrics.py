"""Who may read the figures, and what is in them."""

import subprocess
import sys
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.lib import built
from tests.world import World

pytestmark = pytest.mark.django_db
TOKEN = "hemligt-ord-för-mätning"
AT_ONCE = """
import sys, threading
from akropolis.base.kernel.watch import metrics
sys.setswitchinterval(1e-6)
gate, found = threading.Barrier(20), []
def first():
    gate.wait()
    found.append(metrics._counters()[0])
with metrics.share_counts():
    threads = [threading.Thread(target=first) for _each in range(20)]
    for each in threads: each.start()
    for each in threads: each.join()
print(len({id(each) for each in found}))
"""
"""Twenty people are the first whom a process answers, at once."""
HERE = {"host": "localhost"}


@pytest.fixture
def asked(world: World, settings: Any) -> Client:
    """Whoever asks, of an installation that lets a secret and one network in."""
    settings.METRICS_TOKEN, settings.METRICS_FROM = TOKEN, [ip_network("198.51.100.0/24")]
    return Client(headers=HERE)


def told(client: Client, path: str = "/metrics", **more: Any) -> tuple[int, bytes]:
    answer = client.get(path, **more)
    # A page that is not there says its own address; the same is asked of both.
    return answer.status_code, answer.content.replace(path.encode(), b"")


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({}, "127.0.0.1"),
        ({"authorization": f"Bearer {TOKEN}x"}, "127.0.0.1"),
        ({"authorization": TOKEN}, "127.0.0.1"),
        ({"authorization": "Bearer "}, "127.0.0.1"),
        ({"x-forwarded-for": "203.0.113.9"}, "198.51.100.7"),
        ({"x-real-ip": "203.0.113.9"}, "198.51.100.7"),
        ({"x-forwarded-for": "198.51.100.7"}, "127.0.0.1"),
    ],
)
def test_who_may_not_read_them_meets_a_page_that_is_not_there(
    asked: Client, headers: dict[str, str], address: str
) -> None:
    missing = told(asked, "/metrico", headers=headers, REMOTE_ADDR=address)
    assert missing[0] == 404
    assert told(asked, headers=headers, REMOTE_ADDR=address) == missing


def test_without_a_setting_nobody_may(asked: Client, settings: Any) -> None:
    settings.METRICS_TOKEN, settings.METRICS_FROM = "", []
    assert told(asked, headers={"authorization": "Bearer "})[0] == 404
    assert told(asked, REMOTE_ADDR="198.51.100.7")[0] == 404


def test_by_the_secret_from_an_address_or_through_a_proxy_that_is_named(asked: Client, settings: Any) -> None:
    assert told(asked, headers={"authorization": f"Bearer {TOKEN}"})[0] == 200
    assert told(asked, REMOTE_ADDR="198.51.100.7")[0] == 200
    settings.PROXIES = [ip_network("127.0.0.1")]
    proxied = Client(headers=HERE)  # which proxies are ours is read when the server starts
    assert told(proxied, headers={"x-forwarded-for": "198.51.100.7"})[0] == 200
    assert told(proxied, headers={"x-forwarded-for": "203.0.113.9"})[0] == 404


def figures(client: Client) -> dict[str, float]:
    text = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _space, value in lines}


def test_they_say_how_it_stands(asked: Client) -> None:
    now = timezone.now()
    ScheduledJob.objects.create(key="due", next_run=now, last_run=now, why="ValueError, akropolis.x")
    found = figures(asked)
    assert {
        name: found[f"akropolis_{name}"] for name in ("outbox_waiting", "clocks_overdue", "sessions")
    } == {
        "outbox_waiting": 0,
        "clocks_overdue": 0,
        "sessions": 0,
    }
    assert found['akropolis_job_failed{job="due"}'] == 1
    assert found['akropolis_job_late{job="due"}'] == 0
    assert found['akropolis_check_ok{check="failed"}'] == 0
    assert found['akropolis_check_ok{check="jobs"}'] == 1
    assert found["akropolis_history_links"] > 0
    assert [name for name in found if name.startswith("akropolis_up") and built.version() in name] != []


def test_all_who_come_first_at_once_are_counted_in_the_same() -> None:
    made = subprocess.run([sys.executable, "-c", AT_ONCE], check=True, capture_output=True, text=True)
    assert made.stdout == "1\n"
