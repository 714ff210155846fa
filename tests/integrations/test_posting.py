"""To where something is sent: only to addresses that may be, one connection, no redirect, and never for long."""

import socket
import time
from ipaddress import ip_network
from typing import Any

import pytest

from akropolis.people.integrations.rules.addresses import open_to, wrong_with
from akropolis.people.integrations.services.posting import FAILED, MOST, REFUSED, SILENT, UNKNOWN, post
from tests.integrations.receivers import dripping, receiver

HERE = [ip_network("127.0.0.0/8")]
INSIDE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0"),
    *("168.63.129.16", "224.0.0.1", "255.255.255.255", "192.0.2.1", "240.0.0.1", "198.18.0.1"),
    *("::1", "::", "fe80::1%eth0", "fd00:ec2::254", "ff02::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
    *(
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:0:8.8.8.8",
        "fec0::1",
        "5f00::1",
        "64:ff9b:1::1",
        "192.88.99.1",
    ),
)


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_closed_until_the_operator_names_them(address: str) -> None:
    assert not open_to(address, [])
    assert open_to(address, [ip_network("0.0.0.0/0"), ip_network("::/0")])


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:400f:80c::200e", "::ffff:8.8.8.8", "193.10.1.1"])
def test_public_addresses_are_open(address: str) -> None:
    assert open_to(address, [])


def test_a_named_network_opens_no_other() -> None:
    named = [ip_network("10.20.0.0/16")]
    found = [
        open_to(each, named)
        for each in ("10.20.1.1", "::ffff:10.20.1.1", "10.21.1.1", "fd00::1", "127.0.0.1")
    ]
    assert found == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("https://system.example/changes", ""),
        ("https://system.example:8443/x?y=1", ""),
        ("http://system.example/", "scheme"),
        ("ftp://system.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("", "scheme"),
        ("https://", "form"),
        ("https:///path", "form"),
        ("https://x.example:99999/", "form"),
        ("https://x.example/a b", "form"),
        ("https://x.example/\r\nHost: y", "form"),
        ("https://åäö.example/", "form"),
        ("https://x.example/" + "a" * 500, "form"),
        ("https://user:pass@x.example/", "more"),
        ("https://x.example/#part", "more"),
        ("https://127.0.0.1/", "inside"),
        ("https://[::1]/", "inside"),
        ("https://[::ffff:169.254.169.254]/", "inside"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_when_it_is_written(url: str, wrong: str) -> None:
    assert wrong_with(url, [], plain=False) == wrong


def test_plain_http_only_where_the_operator_lets_it() -> None:
    assert [wrong_with("http://x.example/", [], plain=plain) for plain in (True, False)] == ["", "scheme"]


def test_it_arrives_whole_with_its_headers_and_the_name_that_was_asked_for() -> None:
    with receiver() as there:
        there.answer = (202, {}, "Tack så mycket".encode())
        answer = post(f"http://localhost:{there.port}/in?key=1", b"{}", {"X-One": "1"}, networks=HERE)
    [(headers, body)] = there.sent
    assert (answer.status, answer.text, answer.taken) == (202, "Tack så mycket", True)
    assert (body, headers["x-one"], headers["host"]) == (b"{}", "1", f"localhost:{there.port}")


def test_what_is_inside_is_not_connected_to_whatever_its_name_is(monkeypatch: Any) -> None:
    with receiver() as there:
        for name in ("127.0.0.1", "localhost"):
            assert post(f"http://{name}:{there.port}/", b"", {}, networks=[]).why == REFUSED
        monkeypatch.setenv("http_proxy", there.url)
        monkeypatch.setenv("HTTP_PROXY", there.url)
        assert post("http://127.0.0.1:9/", b"", {}, networks=[]).why == REFUSED
    assert there.sent == []


def test_the_address_that_was_judged_is_the_one_connected_to(monkeypatch: Any) -> None:
    """A name that leads outside when it is looked up, and inside when it is looked up once more."""
    looked_up = []
    real = socket.getaddrinfo

    def rebinding(name: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if name != "rebound.example":
            return real(name, port, *args, **kwargs)
        looked_up.append(name)
        address = "127.0.0.1" if len(looked_up) > 1 else "203.0.113.9"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with receiver() as there:
        answer = post(f"http://rebound.example:{there.port}/", b"", {}, networks=[])
        mixed = post(f"http://rebound.example:{there.port}/", b"", {}, networks=HERE)
    assert (answer.why, looked_up) == (REFUSED, ["rebound.example", "rebound.example"])
    assert (mixed.status, len(there.sent)) == (204, 1)


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with receiver() as inner, receiver() as outer:
        outer.answer = (307, {"Location": inner.url}, b"")
        answer = post(outer.url, b"x", {}, networks=HERE)
    assert (answer.status, answer.taken, len(outer.sent), inner.sent) == (307, False, 1, [])


@pytest.mark.parametrize("begun", [False, True])
def test_one_that_never_answers_is_left_in_time(begun: bool) -> None:
    with dripping(begun=begun) as port:
        start = time.monotonic()
        answer = post(f"http://127.0.0.1:{port}/", b"x", {}, networks=HERE, seconds=0.4)
        assert time.monotonic() - start < 2
    assert (answer.status, answer.why) == (0, SILENT)


def test_of_a_long_answer_no_more_is_read_and_one_that_is_away_is_told() -> None:
    with receiver() as there:
        there.answer = (200, {}, b"a" * (4 * MOST))
        assert len(post(there.url, b"x", {}, networks=HERE).text) == MOST
    assert post(there.url, b"x", {}, networks=HERE).why == FAILED
    assert post("http://no-such-name.invalid/", b"", {}, networks=HERE).why == UNKNOWN


def test_tls_must_be_the_names_own() -> None:
    with receiver() as there:
        answer = post(f"https://127.0.0.1:{there.port}/", b"x", {}, networks=HERE)
    assert (answer.status, answer.why, there.sent) == (0, FAILED, [])
