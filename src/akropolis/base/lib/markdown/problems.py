"""Problems in a text that cannot be taken as it is, shown to the writer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Code = Literal[
    "secret-unclosed",
    "secret-malformed",
    "secret-end-stray",
    "secret-end-inline",
    "figure-unknown",
    "figure-malformed",
    "footnote-undefined",
    "footnote-unused",
    "footnote-twice",
    "too-deep",
    "overloaded",
]

_SENTENCES: dict[Code, str] = {
    "secret-unclosed": (
        "sekretessmarkeringen avslutas inte, så allt som följer behandlas som sekretess. "
        "Skriv {/secret} på en egen rad där den ska sluta, eller } om den står inne i ett stycke."
    ),
    "secret-malformed": (
        "sekretessmarkeringen går inte att tolka, så allt som följer behandlas som sekretess. "
        "Skriv {secret lagrum} på en egen rad, eller {secret:lagrum|text} inne i ett stycke."
    ),
    "secret-end-stray": "{/secret} avslutar ingenting. Ta bort raden, eller sätt ut var sekretessen börjar.",
    "secret-end-inline": "{/secret} gäller bara på en egen rad. Flytta den till en egen rad.",
    "figure-unknown": "siffran {detail} finns inte i underlaget. Välj siffran i listan på nytt.",
    "figure-malformed": "siffran går inte att tolka. Skriv {{figure:nyckel}} eller {{figure:nyckel|text}}.",
    "footnote-undefined": "fotnoten {detail} saknar text. Skriv [^{detail}]: och texten på en egen rad.",
    "footnote-unused": "fotnoten {detail} används inte. Skriv [^{detail}] i texten där den ska stå.",
    "footnote-twice": "fotnoten {detail} har text på två ställen. Ta bort den ena.",
    "too-deep": "listor och citat ligger för djupt i varandra. Använd högst sex nivåer.",
    "overloaded": (
        "härifrån är radbrytningar, stjärnor, hakparenteser, klamrar och lodstreck fler än 10 000 i samma text, "
        "så den läses inte längre. Ta bort det som inte behövs, eller dela upp texten på flera kapitel."
    ),
}


@dataclass(frozen=True, slots=True)
class MarkdownProblem:
    """One problem: `line` counts from 1, `code` is its kind, `detail` the key or label concerned."""

    line: int
    code: Code
    detail: str = ""

    @property
    def sentence(self) -> str:
        """Return a sentence in Swedish with the problem, its line and what to do."""
        words = _SENTENCES[self.code]
        if self.code.startswith(("figure", "footnote")):
            words = words.format(detail=self.detail)
        return f"Rad {self.line}: {words}"
