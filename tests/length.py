"""How long a run may take: `make test` before every landing, `make test-long` before an issue is called resolved."""

import os

LONG = os.environ.get("AKROPOLIS_LONG") == "1"
