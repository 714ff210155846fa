"""Render documents as files: one document tree, five formats. See `render`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Literal, get_args

from akropolis.base.kernel.reporting import docx, html, odt, pdf, xlsx
from akropolis.base.kernel.reporting.archive import zipped
from akropolis.base.kernel.reporting.html import chart_beside, chart_in_cell, render_html_fragment
from akropolis.base.kernel.reporting.prepared import Prepared, prepare
from akropolis.base.kernel.reporting.typesetting import TooLongError
from akropolis.base.lib.document import Document

__all__ = [
    "CONTENT_TYPES",
    "FORMS",
    "FORM_NAMES",
    "Form",
    "TooLongError",
    "bundle",
    "chart_beside",
    "chart_in_cell",
    "render",
    "render_html_fragment",
]

Form = Literal["html", "docx", "odt", "pdf", "xlsx"]
FORMS: tuple[Form, ...] = get_args(Form)

CONTENT_TYPES: dict[Form, str] = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

FORM_NAMES: dict[Form, str] = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel"}
"""The forms that papers with a table of their own come in, with the names that users know them by."""

_WRITERS: dict[Form, Callable[[Prepared], bytes]] = {
    "html": html.render,
    "docx": docx.render,
    "odt": odt.render,
    "pdf": pdf.render,
    "xlsx": xlsx.render,
}


def bundle(files: Sequence[tuple[str, bytes]], document: Document) -> bytes:
    """Return the files as one zip dated by the document, with their SHA-256 for `sha256sum --check`."""
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files)
    return zipped([*files, ("SHA256SUMS", sums.encode())], prepare(document).moment)


def render(document: Document, form: Form) -> bytes:
    """Return the document as the bytes of a file in the given format; the same document always gives the same
    bytes.

    The file contains the secret text, marked as secret. For the open version, pass
    `akropolis.base.lib.document.mask(document)` instead.
    """
    return _WRITERS[form](prepare(document))
