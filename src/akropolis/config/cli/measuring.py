"""`bench`."""

from akropolis.config.bench import suite


def bench(names: tuple[str, ...], size: str, as_json: bool) -> None:
    """Measure, and print each figure beside its baseline."""
    suite.run(names, size, as_json=as_json)
