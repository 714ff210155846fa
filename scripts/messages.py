"""The translations: `update` collects msgids, `compile` makes .mo files, `check` says what is not done.

python scripts/messages.py update [APP…]    APP is a package name such as `incidents` or `kernel/access`
python scripts/messages.py compile
python scripts/messages.py check [APP…]
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from django.utils.translation.template import templatize

import catalogues

CONTEXT_FIRST = ((1, "c"), 2)
CONTEXT_PLURAL = ((1, "c"), 2, 3)
Spec = tuple[int | tuple[int, int] | tuple[int, str], ...] | None
KEYWORDS: dict[str, dict[int | None, Spec] | Spec] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
}
KEYWORDS |= dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2))
KEYWORDS |= dict.fromkeys(("pgettext", "pgettext_lazy"), CONTEXT_FIRST)
KEYWORDS |= dict.fromkeys(("npgettext", "npgettext_lazy"), CONTEXT_PLURAL)
TEMPLATE_SUFFIXES = {".html", ".txt", ".svg", ".xml"}
UNTRIMMED = re.compile(r"{%\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)[^%]*%}")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdrf]|%[sdrf]|(?<!{){\w*}(?!})")

Key = tuple[str, str | None]


def sources(app: Path) -> Iterator[Path]:
    """The app's Python files and templates; migrations hold no text of their own."""
    for path in sorted(app.rglob("*")):
        parts = path.relative_to(app).parts
        is_python = path.suffix == ".py" and not {"migrations", "__pycache__"} & set(parts)
        if is_python or (path.suffix in TEMPLATE_SUFFIXES and "templates" in parts):
            yield path


def collect(app: Path) -> Catalog:
    """All msgids of the app, untranslated, with the files they stand in."""
    catalogue = Catalog(locale="sv")
    for path in sources(app):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Babel reads Python, where indentation means something; in a template it means nothing.
            text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).split("\n"))
        where = path.relative_to(catalogues.ROOT).as_posix()
        found = extract(
            "python", io.BytesIO(text.encode()), KEYWORDS, ["Translators:"], strip_comment_tags=True
        )
        for _line, message, comments, context in found:
            catalogue.add(message, locations=[(where, 0)], auto_comments=comments, context=context)
    return catalogue


def key(message: Message) -> Key:
    """What makes a message the same message: its singular and its context."""
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return singular, message.context


def entries(catalogue: Catalog) -> dict[Key, Message]:
    """The catalogue's messages without its header."""
    return {key(message): message for message in catalogue if message.id}


def strings(value: object) -> tuple[str, ...]:
    """A message's texts, singular first, whether it has a plural or not."""
    return (value,) if isinstance(value, str) else tuple(str(part or "") for part in value)  # type: ignore[attr-defined]


def renewed(app: Path, memory: dict[Key, Message]) -> Catalog:
    """The catalogue as its sources ask for it.

    Translations stay, what is gone is dropped, and a new msgid that `memory` knows is filled in.
    """
    old = entries(catalogues.read(app))
    new = collect(app)
    for identity, message in entries(new).items():
        known = next((m for m in (old.get(identity), memory.get(identity)) if m and _fits(m, message)), None)
        if known is not None:
            message.string = known.string
            message.flags |= known.flags & {"fuzzy"}
    return new


def update(app: Path, memory: dict[Key, Message]) -> bool:
    """Bring the catalogue up to its sources; False if nothing changed."""
    new = renewed(app, memory)
    if not entries(new) and not (app / catalogues.CATALOGUE).exists():
        return False
    return catalogues.write(app, new)


def taken_over(app: Path, before: Collection[Key]) -> Iterator[str]:
    """What the catalogue holds since `before` in the Swedish of another app, which may not be meant here."""
    for identity, message in entries(catalogues.read(app)).items():
        if identity not in before and any(strings(message.string)):
            text = strings(message.string)[0]
            yield f"{identity[0]!r} is {text!r}, as elsewhere: if that is wrong here, say it in other words"


def _fits(known: Message, message: Message) -> bool:
    return any(strings(known.string)) and isinstance(known.id, str) == isinstance(message.id, str)


def _memory(packages: Iterable[Path]) -> dict[Key, Message]:
    known: dict[Key, Message] = {}
    for app in packages:
        for identity, message in entries(catalogues.read(app)).items():
            if any(strings(message.string)) and not message.fuzzy:
                known.setdefault(identity, message)
    return known


def faults(app: Path) -> Iterator[str]:
    """One sentence for each thing in the app's text or catalogue that is not done."""
    for path in sources(app):
        yield from source_faults(path)
    new = renewed(app, {})
    wanted, have = entries(new), entries(catalogues.read(app))
    where = (app / catalogues.CATALOGUE).relative_to(catalogues.ROOT)
    if wanted.keys() == have.keys() and have and catalogues.differs(app, new):
        yield f"{where}: its order, places or wrapping is another: run `make messages`"
    for identity in sorted(wanted.keys() - have.keys(), key=str):
        yield f"{where}: {identity[0]!r} is not in the catalogue: run `make messages`"
    for identity in sorted(have.keys() - wanted.keys(), key=str):
        yield f"{where}: {identity[0]!r} is no longer used: run `make messages`"
    for identity in sorted(wanted.keys() & have.keys(), key=str):
        yield from (f"{where}: {identity[0]!r} {fault}" for fault in entry_faults(have[identity]))


def entry_faults(message: Message) -> Iterator[str]:
    """What is wrong with one translated message: missing, fuzzy, said twice, or other placeholders than its source."""
    texts = strings(message.string)
    if not all(texts) or len(texts) < len(strings(message.id)):
        yield "has no translation"
        return
    if message.fuzzy:
        yield "is marked fuzzy"
    ids = strings(message.id)
    allowed = set().union(*(PLACEHOLDER.findall(text) for text in ids))
    for source, text in zip(ids, texts, strict=False):
        needed, given = set(PLACEHOLDER.findall(source)), set(PLACEHOLDER.findall(text))
        if not needed <= given <= allowed:
            yield f"has other placeholders in its translation: {sorted(given ^ needed)}"
        half = text[: len(text) // 2]
        if " " in half and half * 2 == text:
            yield "is said twice in its translation"


def source_faults(path: Path) -> Iterator[str]:
    """Text that cannot be translated as written: sums inside gettext, blocktranslate without `trimmed`."""
    text = path.read_text(encoding="utf-8")
    where = path.relative_to(catalogues.ROOT)
    if path.suffix != ".py":
        for match in UNTRIMMED.finditer(text):
            yield f"{where}:{text.count(chr(10), 0, match.start()) + 1}: blocktranslate needs `trimmed`"
        return
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or _called(node) not in KEYWORDS:
            continue
        if any(_composed(argument) for argument in node.args):
            yield f"{where}:{node.lineno}: gettext takes a plain string; put values in with % afterwards"


def _called(node: ast.Call) -> str:
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _composed(argument: ast.expr) -> bool:
    if isinstance(argument, ast.JoinedStr):
        return True
    if isinstance(argument, ast.BinOp):
        return any(
            isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(argument)
        )
    return isinstance(argument, ast.Call) and _called(argument) == "format"


def conflicts(packages: Iterable[Path]) -> Iterator[str]:
    """Messages that two apps translate differently: Django merges all catalogues, so one would be lost."""
    seen: dict[Key, tuple[Path, Message]] = {}
    for app in packages:
        for identity, message in entries(catalogues.read(app)).items():
            first, other = seen.setdefault(identity, (app, message))
            if other.string != message.string and any(strings(message.string)) and any(strings(other.string)):
                yield (
                    f"{identity[0]!r} is {strings(other.string)[0]!r} in {first.name} "
                    f"but {strings(message.string)[0]!r} in {app.name}: use one word, or pgettext"
                )


def _chosen(names: list[str]) -> list[Path]:
    if not names:
        return list(catalogues.apps())
    known = {name: app for app in catalogues.apps() for name in names if _is_named(app, name)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SystemExit(f"no such app: {', '.join(unknown)}; name it as `incidents` or `kernel/access`")
    return [known[name] for name in names]


def _is_named(app: Path, name: str) -> bool:
    return f"/{app.as_posix()}".endswith(f"/{name.strip('/')}")


def main() -> int:
    """Run the command; 1 when `check` found something, which it lists on standard output."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["update", "compile", "check"])
    parser.add_argument("apps", nargs="*")
    options = parser.parse_args()
    if options.command == "compile":
        catalogues.compile_all()
        return 0
    chosen = _chosen(options.apps)
    if options.command == "update":
        memory = _memory(catalogues.apps())
        for app in chosen:
            before = entries(catalogues.read(app)).keys()
            if update(app, memory):
                print(f"{(app / catalogues.CATALOGUE).relative_to(catalogues.ROOT)} updated")
                print("".join(f"  {sentence}\n" for sentence in taken_over(app, before)), end="")
        return 0
    found = [fault for app in chosen for fault in faults(app)]
    found += conflicts(catalogues.apps()) if not options.apps else []
    print("\n".join(found) or "messages: complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
