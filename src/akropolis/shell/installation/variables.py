"""What the environment says of an installation: each variable read by its name, and what is wrong with them told."""

import re
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.lib.keeper import PARENT
from akropolis.base.lib.numbers import number_in
from akropolis.base.ui.words import Phrase

PREFIX, FILE = "AKROPOLIS_", "_FILE"
PORTS, DAYS = range(1, 65536), range(367)
NOT_DAYS = gettext_lazy("%(name)s is %(value)s. It must be a number of days, 0–366.")
NO_CERTIFICATES = gettext_lazy("%(name)s is %(value)s. It must be a file with certificates in PEM form.")
NO_SCOPES = gettext_lazy("%(name)s is %(value)s. It must be scopes with spaces between, openid among them.")


type Source = Literal["environment", "file", "default"]


@dataclass(frozen=True, slots=True)
class SettingValue:
    """What holds for a setting, and whence: the variable, a file that it names, or nothing but the default."""

    name: str
    value: str
    source: Source
    secret: bool = False

    @property
    def shown(self) -> str:
        """The value as anybody may see it: of a secret only that there is one, of an address all but its password."""
        if self.secret:
            return "***" if self.value else ""
        return re.sub(r"(://[^/@:]*:)[^@]*@", r"\1***@", self.value)

    @property
    def whence(self) -> str:
        """The source in words."""
        return {"environment": _("set"), "file": _("from a file"), "default": _("default")}[self.source]


class Environment:
    """Reads variables. A wrong value counts as none given, and is told when the settings are there to say it in."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._read = {PARENT}  # what `serve` tells the process that it keeps; nobody sets it by hand
        self._wrong: list[tuple[object, dict[str, str]]] = []
        self.holds: dict[str, SettingValue] = {}

    def text(self, name: str, default: str = "") -> str:
        """The value as it stands; the default when there is none, or an empty one."""
        self._read.add(name)
        given = self._given.get(name, "").strip()
        self.holds[name] = SettingValue(name, given or default, "environment" if given else "default")
        return given or default

    def secret(self, name: str) -> str:
        """A value that nobody is to see, from the variable or from the file that `NAME_FILE` names (UTF-8, one line).

        A byte order mark and the line's end are no part of it.
        """
        given, place = self.text(name), self._given.get(name + FILE, "").strip()
        self._read.add(name + FILE)
        if place and not given:
            try:
                given = Path(place).read_text(encoding="utf-8-sig").strip()
            except (OSError, UnicodeDecodeError) as error:
                self.reject(
                    gettext_lazy("%(name)s names %(place)s, which cannot be read: %(why)s."),
                    name=name + FILE,
                    place=place,
                    why=getattr(error, "strerror", None) or "UTF-8",
                )
        source: Source = "file" if place and given else self.holds[name].source
        self.holds[name] = SettingValue(name, given, source, secret=True)
        return given

    def port(self, name: str, default: int) -> int:
        """A port."""
        return self.number(
            name, default, PORTS, gettext_lazy("%(name)s is %(value)s. It must be a port, 1–65535.")
        )

    def number(self, name: str, default: int, among: range = DAYS, sentence: Phrase = NOT_DAYS) -> int:
        """A whole number among these; the sentence says which they are."""
        given = self.text(name, str(default))
        found = number_in(given, 99_999, None)
        if found is not None and found in among:
            return found
        self.reject(sentence, name=name, value=given)
        return default

    def whole(self, name: str, default: int, most: int) -> int:
        """A whole number from 0 to `most`."""
        given = self.text(name, str(default))
        found = number_in(given, most, None)
        if found is not None:
            return found
        self.reject(
            gettext_lazy("%(name)s is %(value)s. It must be a whole number, 0–%(most)s."),
            name=name,
            value=given,
            most=str(most),
        )
        return default

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

    def contact(self, name: str) -> str:
        """An address that begins with mailto: or https:; nothing where there is none."""
        given = self.text(name)
        if not given or (given.startswith(("mailto:", "https://")) and given.isprintable()):
            return given
        self.reject(
            gettext_lazy("%(name)s is %(value)s. It must begin with mailto: or https://."),
            name=name,
            value=given,
        )
        return ""

    def certificates(self, name: str, default: str) -> str:
        """A file with certificates in PEM form."""
        given = self.text(name, default)
        try:
            ssl.create_default_context(cafile=given)
        except OSError:  # what holds none is an ssl.SSLError, which is one
            self.reject(NO_CERTIFICATES, name=name, value=given)
        return given

    def scopes(self, name: str, default: str) -> str:
        """Scopes of OpenID Connect with spaces between, `openid` among them (Core 1.0, 3.1.2.1)."""
        given = self.text(name, default)
        if "openid" not in given.split():
            self.reject(NO_SCOPES, name=name, value=given)
        return given

    def switch(self, name: str, default: str = "0") -> bool:
        """Whether it is on. Only 1 and 0 are taken: what is meant to be on shall not be off for a spelling."""
        return self.choice(name, ("0", "1"), default) == "1"

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

    def settings(self) -> list[SettingValue]:
        """Each of them as it holds, by name."""
        return sorted(self.holds.values(), key=lambda given: given.name)

    def reject(self, sentence: Phrase, **values: str) -> None:
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
