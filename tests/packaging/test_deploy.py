"""The files in `deploy/` can be used as they lie: units, timers, proxies, and the settings that they are given."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from akropolis import cli
from akropolis.environment.variables import Environment

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


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is missing")
@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is missing")
def test_nginx_takes_its_example(tmp_path: Path) -> None:
    make = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "1",
    ]
    names = ["-subj", "/CN=lis.example.se", "-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "cert")]
    subprocess.run([*make, *names], check=True, capture_output=True)
    text = (DEPLOY / "nginx" / "akropolis.conf").read_text("utf-8")
    text = text.replace("/etc/ssl/certs/lis.pem", str(tmp_path / "cert"))
    text = text.replace("/etc/ssl/private/lis.key", str(tmp_path / "key"))
    # The check opens the ports too; the lower ones are root's, and may be taken.
    text = re.sub(
        r"(listen (?:\[::\]:)?)(443|80)\b", lambda found: f"{found[1]}{int(found[2]) + 41_000}", text
    )
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {text} }}", "utf-8"
    )
    check = ["nginx", "-t", "-q", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(check, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


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
