"""What the environment says of an installation: each variable read by its name, and what is wrong with them told."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.lib.keeper import PARENT

PREFIX = "AKROPOLIS_"


class Environment:
    """Reads variables. A wrong value counts as none given, and is told when the settings are there to say it in."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._read = {PARENT}  # what `serve` tells the process that it keeps; nobody sets it by hand
        self._wrong: list[tuple[Any, dict[str, str]]] = []

    def text(self, name: str, default: str = "") -> str:
        """The value as it stands; the default when there is none, or an empty one."""
        self._read.add(name)
        return self._given.get(name, "").strip() or default

    def names(self, name: str, default: str = "") -> list[str]:
        """Values with commas between."""
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def networks(self, name: str) -> list[IPv4Network | IPv6Network]:
        """Addresses and networks with commas between."""
        try:
            return [ip_network(part, strict=False) for part in self.names(name)]
        except ValueError:
            sentence = gettext_lazy(
                "%(name)s is %(value)s. It must be addresses or networks, with commas between."
            )
            self.reject(sentence, name=name, value=self.text(name))
            return []

    def switch(self, name: str) -> bool:
        """Whether it is on. Only 1 and 0 are taken: what is meant to be on shall not be off for a spelling."""
        return self.choice(name, ("0", "1"), "0") == "1"

    def choice(self, name: str, values: Collection[str], default: str) -> str:
        """One of the values."""
        given = self.text(name, default)
        if given in values:
            return given
        self.reject(
            gettext_lazy("%(name)s is %(value)s. It must be one of: %(values)s."),
            name=name,
            value=given,
            values=", ".join(values),
        )
        return default

    def reject(self, sentence: Any, **values: str) -> None:
        """Keep a sentence about a value that cannot be used."""
        self._wrong.append((sentence, values))

    def wrong(self) -> list[str]:
        """What is to be set right before anything is done."""
        return [str(sentence) % values for sentence, values in self._wrong]

    def unknown(self) -> list[str]:
        """A sentence for each variable that looks like a setting and is none."""
        return [self._strange(name) for name in sorted(self._given) if self._is_strange(name)]

    def _is_strange(self, name: str) -> bool:
        return name.startswith(PREFIX) and name not in self._read

    def _strange(self, name: str) -> str:
        near = get_close_matches(name, self._read, n=1)
        if near:
            return _("%(name)s is no setting, and is left aside. Is %(near)s meant?") % {
                "name": name,
                "near": near[0],
            }
        return _("%(name)s is no setting, and is left aside.") % {"name": name}
