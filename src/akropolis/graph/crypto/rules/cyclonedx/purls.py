"""Package addresses (purl): their canonical spelling, and what is left of one when the package is upgraded."""

from packageurl import PackageURL


def parsed(text: str) -> tuple[str, str]:
    """The address in its canonical spelling, and its version where that can be shown.

    Raises ValueError for what is no package address.
    """
    found = PackageURL.from_string(text)
    version = found.version or ""
    return found.to_string(), version if version.isprintable() else ""


def canonical(text: str) -> str:
    """The canonical spelling; empty for what is no package address."""
    try:
        return parsed(text)[0]
    except ValueError:
        return ""


def versioned(purl: str) -> bool:
    """Whether a canonical address names a version."""
    return "@" in _path(purl)


def without_version(purl: str) -> str:
    """A canonical address without its version: the same package of the same make, whatever version."""
    path = _path(purl)
    return path.partition("@")[0] + purl[len(path) :]


def package(purl: str) -> str:
    """Type, namespace and name of a canonical address alone."""
    return _path(purl).partition("@")[0]


def _path(purl: str) -> str:
    """What stands before qualifiers and subpath. An `@` within a canonical name is encoded, so one alone is left."""
    return purl.partition("#")[0].partition("?")[0]
