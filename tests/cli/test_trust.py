"""Whom the installation trusts when it connects to others: one file of authorities, for all that connects."""

import os
import socketserver
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from tests.cities import FOREIGN

CLIENTS = ["sign-in", "webhook", "time stamp", "mail", "files"]
CONNECT = """
import sys
from ipaddress import ip_network
import django
django.setup()
from django.core import mail
from akropolis.shell.sign_in.web.city_sign_in import ProviderSession
from akropolis.people.integrations.services.posting import post
from akropolis.base.kernel.files import bucket
from akropolis.base.kernel.history import timestamps
from akropolis.base.kernel.history.anchors import Anchor

address = sys.argv[1]

def webhook():
    answer = post(address, b"", {}, networks=[ip_network("127.0.0.0/8")])
    if answer.status != 200:
        raise OSError(answer.text)

def time_stamp():
    try:
        timestamps._ask(address, Anchor(1, ""))
    except ValueError as error:
        assert "certificate" not in str(error)  # it was answered, though not by a time stamp

clients = {
    "sign-in": lambda: ProviderSession().get(address, withhold_token=True).raise_for_status(),
    "webhook": webhook,
    "time stamp": time_stamp,
    "mail": lambda: mail.mailers["default"].open(),
    "files": bucket.ask,
}
for name, connect in clients.items():
    try:
        connect()
        print(name, "trusts")
    except Exception as error:
        if "certificate verify failed" not in str(error) and str(error) != "SSLCertVerificationError":
            raise
        print(name, "refuses")
"""


class Web(BaseHTTPRequestHandler):
    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST = do_HEAD = _answer  # noqa: N815 # what http.server calls

    def log_message(self, *_said: object) -> None:
        """Nothing."""


class Mail(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """As much as a client asks before it sends."""
        self.wfile.write(b"220 mail\r\n")
        for line in self.rfile:
            self.wfile.write(b"221 bye\r\n" if line.startswith(b"quit") else b"250 mail\r\n")


@contextmanager
def listening(server: socketserver.TCPServer, authority: trustme.CA) -> Iterator[int]:
    """The server's port, while it answers by TLS as `localhost`, with a certificate by the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield int(server.server_address[1])
    server.shutdown()
    thread.join()
    server.server_close()


class Quiet(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, *_request: object) -> None:
        """Whoever does not trust it hangs up."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ports(authority: trustme.CA) -> Iterator[tuple[int, int]]:
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), Web) as web,
        Quiet(("127.0.0.1", 0), Mail) as mail,
        listening(web, authority) as first,
        listening(mail, authority) as second,
    ):
        yield first, second


def outcome(ports: tuple[int, int], folder: Path, given: Mapping[str, str]) -> list[str]:
    """What becomes of a connection by each client, in an installation of its own."""
    web, mail = ports
    address = f"https://localhost:{web}"
    everywhere = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE")
    kept = {name: value for name, value in os.environ.items() if name not in (*FOREIGN, *everywhere)}
    own = {
        "AKROPOLIS_DATA_DIR": str(folder),
        "AKROPOLIS_MAIL_HOST": "localhost",
        "AKROPOLIS_MAIL_PORT": str(mail),
        "AKROPOLIS_MAIL_TLS": "tls",
        "AKROPOLIS_S3_BUCKET": "lis",
        "AKROPOLIS_S3_ENDPOINT": address,
        "AKROPOLIS_S3_KEY_ID": "k",
        "AKROPOLIS_S3_SECRET": "h",
        "DJANGO_SETTINGS_MODULE": "akropolis.shell.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", CONNECT, address], env={**kept, **own, **given}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    "name", ["AKROPOLIS_CA_FILE", "SSL_CERT_FILE"]
)  # the second stands for the machine's own
def test_all_that_connects_trusts_the_authorities_in_the_file(
    ports: tuple[int, int], authority: trustme.CA, tmp_path: Path, name: str
) -> None:
    place = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(place))
    assert outcome(ports, tmp_path, {name: str(place)}) == [f"{client} trusts" for client in CLIENTS]


def test_nothing_that_connects_trusts_any_other(
    ports: tuple[int, int], authority: trustme.CA, tmp_path: Path
) -> None:
    (tmp_path / "machine").mkdir()
    place, other = tmp_path / "machine" / "ca.pem", tmp_path / "other.pem"
    authority.cert_pem.write_to_path(str(place))
    trustme.CA().cert_pem.write_to_path(str(other))
    machine = dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE"), str(place))
    subprocess.run(["openssl", "rehash", str(place.parent)], check=True, capture_output=True)
    machine["SSL_CERT_DIR"] = str(place.parent)
    found = outcome(ports, tmp_path, machine | {"AKROPOLIS_CA_FILE": str(other)})
    assert found == [f"{client} refuses" for client in CLIENTS]
