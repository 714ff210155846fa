"""What other registers say of a supplier, each by one function, so that its source can move."""

from datetime import date

from akropolis.graph.suppliers.models import Supplier


def contact_of(supplier: Supplier) -> str:
    """Return whom to send the link to, as written in the register; empty if nobody is."""
    return ", ".join(filter(None, (supplier.contact, supplier.phone)))


def agreement_end(supplier: Supplier) -> date | None:
    """Return the day to which the agreement holds; None if it is unknown."""
    return supplier.agreement_until


def looked_into_on(supplier: Supplier) -> date | None:
    """Return the day on which the register says that the supplier was last followed up; None if it is unknown."""
    return supplier.followed_up_on
