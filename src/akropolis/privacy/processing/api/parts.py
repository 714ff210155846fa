"""What belongs to a processing in the API, to read: each piece of information that article 30 demands."""

from akropolis.base.kernel.registers.api.parts import PartRows, declare
from akropolis.privacy.processing.models import (
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
    ProcessingParty,
    ProcessingRecipient,
)

declare(
    PartRows(
        key="processing-groups",
        model=ProcessingGroup,
        about="The groups of data subjects of processings (GDPR article 30.1 c).",
        fields=("processing", "group"),
        narrowed=("processing", "group"),
    ),
    PartRows(
        key="processing-categories",
        model=ProcessingCategory,
        about="The categories of data in processings (GDPR article 30.1 c).",
        fields=("processing", "category"),
        narrowed=("processing", "category"),
    ),
    PartRows(
        key="processing-nodes",
        model=ProcessingNode,
        about="Where processings are done: processes, services, information sets and suppliers.",
        fields=("processing", "node"),
        narrowed=("processing", "node"),
    ),
    PartRows(
        key="processing-parties",
        model=ProcessingParty,
        about="Joint controllers (30.1 a), and those for whom the unit is a processor (30.2 a).",
        fields=("processing", "unit", "name", "contact", "arrangement"),
        narrowed=("processing", "unit"),
    ),
    PartRows(
        key="processing-recipients",
        model=ProcessingRecipient,
        about="Recipients (30.1 d) and transfers (30.1 e). A rejected one is a proposal that was turned down.",
        fields=(
            *("processing", "name", "node", "country", "third_country", "transfer_basis", "fallback_basis"),
            *("safeguards", "source", "rejected"),
        ),
        narrowed=("processing", "node", "third_country", "rejected"),
    ),
)
