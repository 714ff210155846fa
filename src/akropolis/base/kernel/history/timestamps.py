"""Time stamps by RFC 3161: an outside authority signs that an anchor existed at a moment.

The answer is kept beside the file of anchors, one file per anchor.
"""

import logging
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.utils.translation import gettext as _
from rfc3161_client import (
    TimestampRequestBuilder,
    VerificationError,
    Verifier,
    VerifierBuilder,
    decode_timestamp_response,
)

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.history import anchors
from akropolis.base.kernel.history.anchors import Anchor

PATIENCE = 10.0
"""Timeout for the authority, in seconds."""
KEPT = 30
"""Maximum number of newest anchors to try: older ones have newer ones that vouch for them."""
log = logging.getLogger("akropolis.history")


def stamp_of(file: Path, anchor: Anchor) -> Path:
    """Return the path of the time stamp of an anchor in the file of anchors `file`."""
    return file.parent / "timestamps" / f"{anchor.seq}-{anchor.hash[:16]}.tsr"


def stamp_missing() -> int:
    """Have the newest anchors stamped, and return their number. A failing authority is one line in the log."""
    file, url = anchors.place(), settings.TIMESTAMP_URL
    if file is None or not url:
        return 0
    done = 0
    try:
        for anchor in anchors.read_anchors(file)[-KEPT:]:
            target = stamp_of(file, anchor)
            if not target.exists():
                answer = _ask(url, anchor)
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(answer)
                done += 1
    except (OSError, HTTPException, ValueError, Refused) as error:
        log.error("No time stamp from %s, it is tried again later: %s", url, error)  # one line
    return done


def _ask(url: str, anchor: Anchor) -> bytes:
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("AKROPOLIS_TIMESTAMP_URL must begin with http:// or https://")
    query = TimestampRequestBuilder().data(anchor.line.encode()).build().as_bytes()
    headers = {"Content-Type": "application/timestamp-query"}
    request = urllib.request.Request(url, data=query, headers=headers)  # noqa: S310 # the scheme is looked at above
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
        content: bytes = answer.read(100_000)
    decode_timestamp_response(content)  # ValueError: discard a response that is not a time stamp
    return content


def stamps(file: Path) -> dict[Path, Anchor]:
    """Return the existing time stamps beside a file of anchors: path of the stamp → its anchor."""
    found = {stamp_of(file, anchor): anchor for anchor in anchors.read_anchors(file)}
    return {place: anchor for place, anchor in found.items() if place.exists()}


def faults(file: Path, authority: Path) -> list[str]:
    """Return the faults of the time stamps beside the file, by the authority's certificates (PEM, the root last)."""
    verifier = _verifier(authority)
    wrong = []
    for place, anchor in stamps(file).items():
        try:
            verifier.verify_message(decode_timestamp_response(place.read_bytes()), anchor.line.encode())
        except (VerificationError, ValueError) as error:
            words = {"file": place.name, "seq": anchor.seq, "error": error}
            wrong.append(
                _("The time stamp %(file)s does not fit the anchor of link %(seq)s: %(error)s") % words
            )
    return wrong


def _verifier(authority: Path) -> Verifier:
    try:
        chain = x509.load_pem_x509_certificates(authority.read_bytes())
    except ValueError as error:
        sentence = _("%(file)s holds no certificates. Give the authority's chain in PEM form.")
        raise Refused(sentence % {"file": authority}, code="bad_certificates") from error
    builder = VerifierBuilder()
    for certificate in chain:
        root = certificate.issuer == certificate.subject
        add = builder.add_root_certificate if root else builder.add_intermediate_certificate
        builder = add(certificate)
    return builder.build()
