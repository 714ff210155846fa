"""The usual verbs of a decision point, as they begin its sentence in a protocol."""

VERBS: tuple[str, ...] = (
    "godkänner",
    "fastställer",
    "lägger till handlingarna",
    "överlämnar",
    "överlämnar till kommunstyrelsen",
    "uppdrar åt",
    "uppdrar åt förvaltningen att",
    "uppdrar åt stadsdirektören att",
    "uppmanar",
    "förklarar paragrafen omedelbart justerad",
)
