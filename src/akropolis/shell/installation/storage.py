"""Where records' files are kept outside the data folder: an S3-compatible store, by django-storages."""

from importlib.util import find_spec
from typing import Any

from django.utils.translation import gettext_lazy as _

from akropolis.shell.installation.variables import Environment

BUCKET = "AKROPOLIS_S3_BUCKET"
WAIT, ANSWER, TRIES = 3, 20, 2
"""Seconds to wait for a connection and for an answer, and the number of tries: a user is waiting for the page."""
WHOLE = 64 * 1024 * 1024
"""Bytes. Smaller content is sent in one request, which leaves nothing if interrupted; no file is larger."""


def evidence(environment: Environment) -> dict[str, Any]:
    """Return Django's settings of the store, under the name that the kernel uses; empty if files are on disk."""
    bucket = environment.text(BUCKET)
    given = {
        "bucket_name": bucket,
        "endpoint_url": environment.text("AKROPOLIS_S3_ENDPOINT") or None,
        "region_name": environment.text("AKROPOLIS_S3_REGION", "us-east-1"),
        "location": environment.text("AKROPOLIS_S3_PREFIX"),
        "access_key": environment.text("AKROPOLIS_S3_KEY_ID"),
        "secret_key": environment.secret("AKROPOLIS_S3_SECRET"),
    }
    if not bucket:
        return {}
    if find_spec("storages") is None or find_spec("boto3") is None:
        environment.reject(
            _("%(name)s needs packages that are not there: pip install 'akropolis[s3]'"), name=BUCKET
        )
        return {}
    return {"evidence": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": given | _kept_plain()}}


def _kept_plain() -> dict[str, object]:
    # Imported only where such a store is used.
    from boto3.s3.transfer import TransferConfig  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    return {
        "default_acl": None,
        "file_overwrite": True,  # under a checksum there is only one content
        "transfer_config": TransferConfig(multipart_threshold=WHOLE, use_threads=False),
        "client_config": Config(
            connect_timeout=WAIT,
            read_timeout=ANSWER,
            retries={"mode": "standard", "total_max_attempts": TRIES},
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            # Not every store supports the checksums that boto3 adds; ours is verified on each read.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }
