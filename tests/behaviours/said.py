"""What an address answers as text, kept beside the digests so that the next who asks sees what has changed."""

import re
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

TEXTS = Path(__file__).parents[2] / ".tools" / "answers"
MADE = "docProps/core.xml"
"""Says when a file was made."""

type Key = tuple[str, str]
"""Who asks, and the address."""
type Said = tuple[int, bytes]
NOTHING = 0, b""


def told(answer: Any) -> Said:
    """What an answer says: its state, where it leads to, and its text or the parts of its file."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if is_zipfile(BytesIO(body)):
        parts = ZipFile(BytesIO(body))
        body = b"\n".join(
            name.encode() + parts.read(name) for name in sorted(parts.namelist()) if name != MADE
        )
    led = [answer.get("Location", ""), *(url for url, _status in getattr(answer, "redirect_chain", ()))]
    return answer.status_code, "\n".join([*led, *answer.written]).encode() + body


def kept_at(who: str, url: str) -> Path:
    """Where the text is kept for who has written the answers."""
    return TEXTS / f"{who}{re.sub(r'[^\w.!?-]+', '_', url)}"


def keep(texts: Mapping[Key, Said]) -> None:
    """For the next who asks what has changed."""
    TEXTS.mkdir(parents=True, exist_ok=True)
    for key, (_status, text) in texts.items():
        kept_at(*key).write_bytes(text)


def differences(changed: list[Key], texts: Mapping[Key, Said]) -> Iterator[str]:
    """Each address, with the lines that are other where the text of before is there."""
    yield "If that is meant: make answers"
    for who, url in changed:
        yield f"{who} {url}"
        if kept_at(who, url).exists():
            old, new = (
                _lines(each) for each in (kept_at(who, url).read_bytes(), texts.get((who, url), NOTHING)[1])
            )
            yield from [*unified_diff(old, new, lineterm="", n=0)][2:12]


def _lines(text: bytes) -> list[str]:
    return text.decode("utf-8", "replace").splitlines()
