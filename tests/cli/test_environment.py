"""What the environment says: settings that are wrong are told, and a database address is honoured whole."""

from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from akropolis.base.lib.pooled import Preparing, check
from akropolis.shell.cli import dumping
from akropolis.shell.installation.database import ASKING, PLANNING, POOL, database
from akropolis.shell.installation.variables import Environment
from tests.cli.conftest import run_in

ADDRESS = "AKROPOLIS_DATABASE_URL"


def told(**given: str) -> tuple[dict[str, Any], list[str]]:
    environment = Environment({ADDRESS: given["url"]})
    return database(environment, Path("/data")), environment.wrong()


def test_everything_that_the_address_says_of_the_connection_holds() -> None:
    found, wrong = told(
        url="postgresql://anna:a%40b@db.example.se:5433/lis"
        "?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3&application_name=lis"
    )
    assert wrong == []
    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "lis",
        "USER": "anna",
        "PASSWORD": "a@b",
        "HOST": "db.example.se",
        "PORT": "5433",
        "OPTIONS": {
            "sslmode": "verify-full",
            "sslrootcert": "/etc/ca.pem",
            "connect_timeout": "3",
            "application_name": "lis",
            "options": PLANNING,
            "pool": POOL | {"check": check, "connection_class": Preparing},
            **ASKING,
        },
    }


def test_what_the_address_asks_of_the_server_comes_after_our_own() -> None:
    found, wrong = told(url="postgresql://db/lis?options=-c%20statement_timeout%3D5s")
    assert (found["OPTIONS"]["options"], wrong) == (f"{PLANNING} -c statement_timeout=5s", [])


def test_the_programs_of_postgresql_get_the_same_address_without_the_password() -> None:
    found, _wrong = told(
        url="postgresql://anna:hemligt@db:5433/lis?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    )
    address = dumping.address(found)
    assert conninfo_to_dict(address) == {
        "dbname": "lis",
        "host": "db",
        "port": "5433",
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca.pem",
        "options": PLANNING,
        "user": "anna",
    }
    assert dumping.environment_of(found)["PGPASSWORD"] == "hemligt"


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://x/y?sslmod=require", "lis.sqlite3"])
def test_an_address_that_cannot_be_used_is_told(url: str) -> None:
    _found, wrong = told(url=url)
    assert len(wrong) == 1
    assert ADDRESS in wrong[0]


@pytest.mark.parametrize("content", [None, "", "inget", "-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_file_without_certificates_is_told(tmp_path: Path, content: str | None) -> None:
    place = tmp_path / "ca.pem"
    if content is not None:
        place.write_text(content)
    environment = Environment({"AKROPOLIS_CA_FILE": str(place)})
    environment.certificates("AKROPOLIS_CA_FILE", "")
    assert environment.wrong() == [
        f"AKROPOLIS_CA_FILE är {place}. Det ska vara en fil med certifikat i PEM-format."
    ]


@pytest.mark.parametrize(
    ("value", "taken"),
    [("openid", True), ("groups openid", True), ("profile email", False), ("openid,profile", False)],
)
def test_scopes_without_openid_are_told(value: str, taken: bool) -> None:
    environment = Environment({"AKROPOLIS_OIDC_SCOPES": value})
    assert environment.scopes("AKROPOLIS_OIDC_SCOPES", "openid profile email") == value
    words = "Det ska vara omfång (scopes) med blanksteg emellan, och openid måste vara med."
    assert environment.wrong() == ([] if taken else [f"AKROPOLIS_OIDC_SCOPES är {value}. {words}"])


@pytest.mark.parametrize("value", ["true", "on", "yes", "2"])
def test_a_switch_that_is_neither_on_nor_off_is_told(value: str) -> None:
    environment = Environment({"AKROPOLIS_HTTPS": value})
    assert environment.switch("AKROPOLIS_HTTPS") is False
    assert environment.wrong() == [f"AKROPOLIS_HTTPS är {value}, men måste vara något av: 0, 1."]


def test_a_misspelt_name_is_told_with_the_one_that_is_near() -> None:
    environment = Environment({"AKROPOLIS_HTTP": "1", "AKROPOLIS_HTTPS": "1", "HOME": "/"})
    environment.switch("AKROPOLIS_HTTPS")
    assert environment.wrong() == []
    assert environment.unknown() == [
        "AKROPOLIS_HTTP är ingen inställning och används inte. Menas AKROPOLIS_HTTPS?"
    ]


def test_a_command_does_nothing_while_a_setting_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKROPOLIS_LOG_LEVEL", "info")
    done = run_in(tmp_path / "data", "init")
    assert (done.code, done.out) == (1, "")
    assert done.err == "AKROPOLIS_LOG_LEVEL är info, men måste vara något av: DEBUG, INFO, WARNING, ERROR.\n"
    assert not (tmp_path / "data").exists()


SECRET = "AKROPOLIS_SECRET_KEY"


def test_a_secret_is_read_from_the_file_that_is_named(tmp_path: Path) -> None:
    place = tmp_path / "nyckel"
    place.write_bytes(b"\xef\xbb\xbfhemligt\r\n")  # as an editor on Windows leaves it
    environment = Environment({f"{SECRET}_FILE": str(place)})
    assert (environment.secret(SECRET), environment.wrong(), environment.unknown()) == ("hemligt", [], [])
    assert (environment.holds[SECRET].source, environment.holds[SECRET].shown) == ("file", "***")
    both = Environment({SECRET: "i miljön", f"{SECRET}_FILE": str(place)})
    assert both.secret(SECRET) == "i miljön"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_secret_whose_file_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    place = tmp_path / "nyckel"
    if content is not None:
        place.write_bytes(content)
    environment = Environment({f"{SECRET}_FILE": str(place)})
    assert environment.secret(SECRET) == ""
    assert [str(place) in sentence for sentence in environment.wrong()] == [True]


@pytest.mark.parametrize("value", ["0", "65536", "smtp", "２５", "-1", "25.0"])
def test_a_port_that_is_none_is_told(value: str) -> None:
    environment = Environment({"AKROPOLIS_MAIL_PORT": value})
    assert environment.port("AKROPOLIS_MAIL_PORT", 25) == 25
    assert environment.wrong() == [f"AKROPOLIS_MAIL_PORT är {value}, men måste vara en port, 1–65535."]


def test_what_holds_is_shown_with_its_source_and_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = Environment({ADDRESS: "postgresql://lis:h%40mligt@db.example.se/lis"})
    environment.text(ADDRESS)
    assert environment.holds[ADDRESS].shown == "postgresql://lis:***@db.example.se/lis"
    monkeypatch.setenv("AKROPOLIS_MAIL_PASSWORD", "mycket hemligt")
    monkeypatch.setenv("AKROPOLIS_MAIL_TLS", "yes")
    done = run_in(tmp_path / "data", "config")
    assert done.code == 1  # a setting is wrong, and all the others are shown
    assert done.err == "AKROPOLIS_MAIL_TLS är yes, men måste vara något av: none, starttls, tls.\n"
    shown = dict(line.split(" = ", 1) for line in done.out.splitlines())
    assert shown["AKROPOLIS_MAIL_PASSWORD"] == "***  (satt)"
    assert shown["AKROPOLIS_MAIL_PORT"] == "25  (förval)"
    assert "hemligt" not in done.out + done.err
    assert not (tmp_path / "data").exists()
