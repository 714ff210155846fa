"""Which countries lie outside the EU and EEA, as a supplier's country is written."""

_NAMES = (
    "belgien bulgarien cypern danmark estland finland frankrike grekland irland island italien kroatien lettland"
    " liechtenstein litauen luxemburg malta nederländerna norge polen portugal rumänien slovakien slovenien spanien"
    " sverige tjeckien tyskland ungern österrike belgium bulgaria croatia cyprus czechia denmark france germany greece"
    " hungary iceland ireland italy latvia lithuania luxembourg netherlands norway poland romania slovakia slovenia"
    " spain sweden austria at be bg hr cy cz dk ee fi fr de gr hu is ie it lv li lt lu mt nl no pl pt ro sk si es se eu"
)
EEA = frozenset(_NAMES.split())


def is_outside_eea(country: str) -> bool | None:
    """Return whether the country lies outside the EU and EEA; None if it is not written.

    A name that is not among theirs is taken for a country outside, so that somebody looks at it.
    """
    return country.strip().casefold() not in EEA if country.strip() else None
