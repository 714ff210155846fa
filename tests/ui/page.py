"""Reads a page the way a checker does: its elements with their attributes, in order."""

from html.parser import HTMLParser

Element = tuple[str, dict[str, str | None]]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def elements(html: str, *tags: str) -> list[dict[str, str | None]]:
    """The attributes of every element with one of the tags; of every element if none is named."""
    reader = _Reader()
    reader.feed(html)
    return [attributes for tag, attributes in reader.elements if not tags or tag in tags]


def ids(html: str) -> list[str]:
    return [str(each["id"]) for each in elements(html) if "id" in each]
