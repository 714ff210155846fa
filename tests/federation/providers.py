"""Identity providers that tests sign in at: one by others, as a process of its own, and one of ours that lies."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.contrib.auth.hashers import make_password
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from akropolis.base.kernel.access.models import User

CLIENT = "akropolis"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def real() -> Iterator[str]:
    """oidc-provider-mock on a port of its own; gives its issuer."""
    port = free_port()
    program = Path(sys.executable).with_name("oidc-provider-mock")
    with subprocess.Popen([program, "--port", str(port)], stderr=subprocess.DEVNULL) as process:
        issuer = f"http://localhost:{port}"
        try:
            for _try in range(1200):  # a minute: other work may be done on the machine
                try:
                    requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5)
                    break
                except requests.ConnectionError:
                    time.sleep(0.05)
            yield issuer
        finally:
            process.terminate()


class Hostile(ThreadingHTTPServer):
    """A provider whose answers are what the test sets: claims over the right ones, the key that signs, metadata."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.keys: list[Any] = [RSAKey.generate_key(2048, {"kid": "1"})]
        self.signs_with(self.keys[0], "RS256")
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.nonce, self.redirect = "", ""
        self.user_info: Any = None
        self.bearers: list[str] = []

    def signs_with(self, key: Any, algorithm: str) -> None:
        self.signing, self.algorithm = key, algorithm

    def said(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "/a", "token_endpoint": "/token", "jwks_uri": "/keys"}
        found = {name: self.issuer + place for name, place in places.items()}
        return {"issuer": self.issuer, **found, "end_session_endpoint": f"{self.issuer}/bye", **self.metadata}

    def token(self) -> str:
        now = int(time.time())
        right = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "s-1",
            "iat": now,
            "exp": now + 60,
            "nonce": self.nonce,
        }
        claims = {**right, "preferred_username": "owner", **self.claims}
        header = {"alg": self.algorithm, "kid": self.signing.as_dict().get("kid", "1")}
        return str(
            jwt.encode(
                header,
                {k: v for k, v in claims.items() if v is not None},
                self.signing,
                algorithms=[self.algorithm],
            )
        )


class _Handler(BaseHTTPRequestHandler):
    server: Hostile

    def _answer(self, data: Any) -> None:
        body = json.dumps(data).encode()
        self.send_response(302 if self.server.redirect else 200)
        if self.server.redirect:
            self.send_header("Location", self.server.redirect)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        if self.path == "/me":
            self.server.bearers.append(self.headers.get("Authorization", ""))
            if self.server.user_info is None:
                self.send_error(503)
            else:
                self._answer(self.server.user_info)
        elif self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", f"{self.server.issuer}/me")
            self.end_headers()
        elif self.path == "/keys":
            self._answer(KeySet(self.server.keys).as_dict(private=False))
        else:
            self._answer(self.server.said())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer({"access_token": "x", "token_type": "Bearer", "id_token": self.server.token()})

    def log_message(self, *_said: Any) -> None:
        """Nothing."""


@contextmanager
def hostile() -> Iterator[Hostile]:
    server = Hostile()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def without_passwords(*usernames: str) -> None:
    """Those people come in by the city alone, as whom it or the directory made."""
    User.everything.filter(username__in=usernames).update(password=make_password(None))


def asked_for(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
