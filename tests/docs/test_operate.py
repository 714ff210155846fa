"""What docs/how-to/operate.md promises of the environment."""

import os
import re
import subprocess
import sys
from pathlib import Path

from akropolis.shell.installation import storage
from akropolis.shell.installation.database import POOLER, VARIABLE
from akropolis.shell.installation.storage import BUCKET
from tests.docs import pages

SETTINGS = (pages.ROOT / "src" / "akropolis" / "shell" / "config" / "settings.py").read_text(encoding="utf-8")
PAGE = (pages.ROOT / "docs" / "how-to" / "operate.md").read_text(encoding="utf-8")
ASK = """
import django
django.setup()
from django.test import Client
client = Client(headers={"host": "lis.example.se"})
print(client.get("/handbok/").status_code)
print(client.get("/handbok/", headers={"x-forwarded-proto": "https"}).status_code)
print(Client(headers={"host": "192.0.2.1"}).get("/health").status_code)
"""


def test_behind_a_proxy_with_https_pages_are_not_sent_round(tmp_path: Path) -> None:
    given = {
        "AKROPOLIS_DATA_DIR": str(tmp_path),
        "AKROPOLIS_HOSTS": "lis.example.se",
        "AKROPOLIS_HTTPS": "1",
        "DJANGO_SETTINGS_MODULE": "akropolis.shell.config.settings",
    }
    environment = {k: v for k, v in os.environ.items() if k != "AKROPOLIS_DATABASE_URL"} | given
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True)
    assert done.stdout.split() == ["301", "302", "200"], done.stderr


def test_every_variable_is_described_and_none_is_made_up() -> None:
    text = SETTINGS + (Path(storage.__file__)).read_text("utf-8")
    read = set(re.findall(r'(?i:environment)\.\w+\(\s*"(AKROPOLIS_[A-Z0-9_]+)"', text)) | {
        VARIABLE,
        BUCKET,
        POOLER,
    }
    described = {row[0].strip("`") for row in pages.rows(PAGE) if row[0].startswith("`AKROPOLIS_")}
    assert described == read
