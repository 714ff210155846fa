"""The files in `deploy/` can be used as they lie: units, timers, proxies, and the settings that they are given."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
from collections import defaultdict
from contextlib import suppress
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from time import sleep

import pytest
import yaml

from akropolis.shell import cli
from akropolis.shell.installation.variables import Environment
from tests.production.server import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted(path for path in (DEPLOY / "systemd").iterdir() if path.is_file())
COMMON = DEPLOY / "systemd" / "akropolis-.service.d" / "common.conf"
Unit = dict[str, dict[str, list[str]]]


def unit(path: Path) -> Unit:
    """The sections of a unit; a key may stand more than once."""
    found: Unit = defaultdict(lambda: defaultdict(list))
    section = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _sign, value = line.partition("=")
            found[section][key].append(value)
    return found


def test_each_unit_starts_a_command_that_there_is() -> None:
    services = [path for path in UNITS if path.suffix == ".service"]
    started = {path.stem: " ".join(unit(path)["Service"]["ExecStart"]) for path in services}
    commands = {
        name: re.search(r"/opt/akropolis/bin/akropolis (\w+)", line) for name, line in started.items()
    }
    assert {name: found[1] if found else "" for name, found in commands.items()} == {
        "akropolis-server": "serve",
        "akropolis-standby": "serve",
        "akropolis-worker": "worker",
        "akropolis-backup": "backup",
        "akropolis-verify": "verify",
        "akropolis-drill": "drill",
    }
    assert {found[1] for found in commands.values() if found} - set(cli.main.commands) == set()


def test_each_timer_has_its_service_and_makes_up_for_what_was_missed() -> None:
    timers = [path for path in UNITS if path.suffix == ".timer"]
    assert {path.stem for path in timers} == {"akropolis-backup", "akropolis-verify", "akropolis-drill"}
    for path in timers:
        assert path.with_suffix(".service").is_file()
        assert unit(path)["Timer"]["Persistent"] == ["yes"]
        assert unit(path)["Install"]["WantedBy"] == ["timers.target"]


def test_what_holds_for_all_of_them_leaves_them_one_folder() -> None:
    common = unit(COMMON)["Service"]
    wanted = {
        "User": ["akropolis"],
        "UMask": ["0077"],
        "ProtectSystem": ["strict"],
        "NoNewPrivileges": ["yes"],
        "CapabilityBoundingSet": [""],
        "StateDirectory": ["akropolis"],
        "StateDirectoryMode": ["0700"],
    }
    assert {key: common[key] for key in wanted} == wanted
    assert "postgresql.service" in unit(COMMON)["Unit"]["After"][0]
    own = {
        path.stem: unit(path)["Service"].get("ReadWritePaths") for path in UNITS if path.suffix == ".service"
    }
    assert {name: paths for name, paths in own.items() if paths} == {
        "akropolis-backup": ["/var/backups/akropolis"],
    }


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is missing")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    placed = tmp_path / "systemd"
    shutil.copytree(DEPLOY / "systemd", placed)
    for path in placed.rglob("*.service"):
        text = path.read_text("utf-8").replace("/opt/akropolis/bin/akropolis", "/bin/true")
        path.write_text(text.replace("/usr/bin/find", "/bin/true"), "utf-8")
    names = [str(placed / path.name) for path in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True)
    told = [line for line in done.stderr.splitlines() if "akropolis" in line]
    assert (done.returncode, told) == (0, [])


def nginx_in(folder: Path, ports: dict[str, int], *, main: str = "") -> list[str]:
    """The command that runs nginx by its example, on those ports, with all its files in the folder."""
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
    names = ["-subj", "/CN=lis.example.se", "-keyout", str(folder / "key"), "-out", str(folder / "cert")]
    subprocess.run(["openssl", "req", "-x509", *kind, *names], check=True, capture_output=True)
    text = (DEPLOY / "nginx" / "akropolis.conf").read_text("utf-8")
    text = text.replace("/etc/ssl/certs/lis.pem", str(folder / "cert"))
    text = text.replace("/etc/ssl/private/lis.key", str(folder / "key"))
    text = text.replace("/var/log/nginx", str(folder))
    text = re.sub(r"127\.0\.0\.1:800[01]", f"127.0.0.1:{free_port()}", text)  # nobody answers there
    text = re.sub(r"(listen (?:\[::\]:)?)(443|80)\b", lambda found: f"{found[1]}{ports[found[2]]}", text)
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log stderr; {main} events {{}} http {{ access_log off; {text} }}", "utf-8"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


needs_nginx = pytest.mark.skipif(
    not shutil.which("nginx") or not shutil.which("openssl"), reason="nginx or openssl is missing"
)


@needs_nginx
def test_nginx_takes_its_example(tmp_path: Path) -> None:
    # The check opens the ports too; the lower ones are root's, and may be taken.
    command = nginx_in(tmp_path, {"443": 41_443, "80": 41_080})
    done = subprocess.run([*command, "-t", "-q"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@needs_nginx
def test_nginx_writes_nothing_that_opens_something(tmp_path: Path) -> None:
    ports = {"443": free_port(), "80": free_port()}
    command = nginx_in(tmp_path, ports, main="daemon off;" + " user root;" * (os.getuid() == 0))
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    place, trusting = "/rapportera/folj/dd38-7b71-857c/", ssl._create_unverified_context()
    secret = [
        place,
        "/rapportera/f%C3%B6lj/dd38-7b71-857c",
        "//FOLJ/dd38-7b71-857c/",
        "/kalender.ics?nyckel=dd38",
    ]
    try:
        _until_it_answers(ports["80"])
        for path in [*secret, "/tjanster/?q=dd38"]:
            for connection in (
                HTTPConnection("127.0.0.1", ports["80"]),
                HTTPSConnection("127.0.0.1", ports["443"], context=trusting),
            ):
                connection.request("GET", path, headers={"Referer": f"https://lis.example.se{place}"})
                assert connection.getresponse().status in (301, 502)
                connection.close()
    finally:
        server.terminate()
        _out, said = server.communicate(timeout=10)
    told = (tmp_path / "access.log").read_text("utf-8").splitlines()
    assert [line.split('"')[1] for line in told[::2]] == [
        *["GET /rapportera/..."] * 3,
        "GET /kalender.ics",
        "GET /tjanster/",
    ]
    errors = said + (tmp_path / "error.log").read_text("utf-8")
    assert [
        line for line in [*told, *errors.splitlines()] if "dd38" in line and "/tjanster/" not in line
    ] == []


def _until_it_answers(port: int) -> None:
    for _turn in range(100):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        sleep(0.05)
    raise AssertionError("nginx does not answer")


def test_nginx_holds_neither_server_for_down_since_a_restart_would_then_lose_requests() -> None:
    # One that was once refused is else tried by one request, and all others are answered 502 until that one is done.
    text = (DEPLOY / "nginx" / "akropolis.conf").read_text("utf-8")
    servers = re.findall(r"^ +server (127[^;]*);", text, re.M)
    assert [(each.split()[0], "max_fails=0" in each.split()) for each in servers] == [
        ("127.0.0.1:8000", True),
        ("127.0.0.1:8001", True),
    ]


def test_the_containers_run_as_nobody_on_a_read_only_disk_with_settings_that_there_are() -> None:
    file = (DEPLOY / "container" / "Containerfile").read_text("utf-8")
    assert re.findall(r"^(?:USER|ENTRYPOINT) .*$", file, re.M) == [
        "USER 10001:10001",
        'ENTRYPOINT ["akropolis"]',
    ]
    services = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text("utf-8"))["services"]
    ours = [services[name] for name in ("server", "worker")]
    assert [(each["read_only"], each["cap_drop"]) for each in ours] == [(True, ["ALL"])] * 2
    assert [each.get("command") for each in ours] == [None, ["worker"]]
    page = (ROOT / "docs" / "how-to" / "operate.md").read_text("utf-8")
    assert [name for name in ours[0]["environment"] if f"| `{name}` |" not in page] == []


def test_the_settings_that_are_given_are_settings_and_their_values_can_be_used() -> None:
    lines = (DEPLOY / "akropolis.env").read_text("utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    given = {name: value.strip("'") for name, _sign, value in pairs}
    page = (ROOT / "docs" / "how-to" / "operate.md").read_text("utf-8")
    assert [name for name in given if f"| `{name}` |" not in page] == []
    environment = Environment(given)
    assert (environment.switch("AKROPOLIS_HTTPS"), len(environment.networks("AKROPOLIS_PROXIES"))) == (
        True,
        1,
    )
    assert environment.wrong() == []
