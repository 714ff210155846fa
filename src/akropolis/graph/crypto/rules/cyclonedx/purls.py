"""Package URLs (purl): their canonical form, and the part of one that stays the same when the package is upgraded."""

from packageurl import PackageURL


def parsed(text: str) -> tuple[str, str]:
    """Return the URL in canonical form, and its version; empty if there is none or it is not printable.

    Raises ValueError for an invalid package URL.
    """
    found = PackageURL.from_string(text)
    version = found.version or ""
    return found.to_string(), version if version.isprintable() else ""


def canonical(text: str) -> str:
    """Return the canonical form; empty for an invalid package URL."""
    try:
        return parsed(text)[0]
    except ValueError:
        return ""


def versioned(purl: str) -> bool:
    """Tell whether a canonical URL has a version."""
    return "@" in _path(purl)


def without_version(purl: str) -> str:
    """Return a canonical URL without its version: the same for all versions of one make of a package."""
    path = _path(purl)
    return path.partition("@")[0] + purl[len(path) :]


def package(purl: str) -> str:
    """Return only type, namespace and name of a canonical URL."""
    return _path(purl).partition("@")[0]


def _path(purl: str) -> str:
    """Return the part before qualifiers and subpath. An `@` in a canonical name is encoded, so only one is left."""
    return purl.partition("#")[0].partition("?")[0]
