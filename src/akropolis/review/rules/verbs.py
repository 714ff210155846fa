"""The usual verbs of a decision point, as they begin its sentence in a protocol."""

VERBS: tuple[str, ...] = (
    "godkänner",
    "fastställer",
    "lägger till handlingarna",
    "överlämnar till kommunstyrelsen",
    "uppdrar åt förvaltningen att",
    "uppdrar åt stadsdirektören att",
    "förklarar paragrafen omedelbart justerad",
)
