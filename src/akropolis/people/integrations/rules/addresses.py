"""Addresses to which the installation may send requests: public ones, and those that the operator has allowed.

A webhook's address is written by a person. Without this check the server would send requests to any address
inside the city's network that a person writes (OWASP: server-side request forgery).
"""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

GLOBAL_UNICAST = ip_network("2000::/3")
"""The only IPv6 range that IANA has allocated to hosts on the internet.

Translated, site-local and other address forms through which an internal host may be reached lie outside it.
"""
NEVER_OPEN = (ip_network("168.63.129.16/32"), ip_network("192.88.99.0/24"))
"""Public IPv4 addresses that may lead to the machine's own network: Azure's host, and former 6to4 relays (RFC 7526)."""
LONGEST = 500

type Networks = Collection[IPv4Network | IPv6Network]


def open_to(text: str, networks: Networks) -> bool:
    """Return whether the address may be connected to. `networks` are the city's own that the operator has allowed."""
    found = ip_address(text.partition("%")[0])
    address = (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
    if any(address in network for network in networks):
        return True
    return _is_public(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        reaches_host = address in GLOBAL_UNICAST and not address.sixtofour and not address.teredo
    else:
        reaches_host = not any(address in network for network in NEVER_OPEN)
    return reaches_host and address.is_global and not address.is_multicast


def wrong_with(url: str, networks: Networks, *, plain: bool) -> str:
    """Return a word for what is wrong with a receiver's URL in itself; an empty string if nothing is. `plain`
    allows http.

    The host name is not resolved here: what counts is the IP address that it leads to when something is
    sent.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "form"
    if parts.scheme != "https" and not (plain and parts.scheme == "http"):
        return "scheme"
    if not host or len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return "form"
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "more"
    return "" if _may_be_open(host, networks) else "inside"


def _may_be_open(host: str, networks: Networks) -> bool:
    try:
        return open_to(host, networks)
    except ValueError:
        return True  # a name, and no address
