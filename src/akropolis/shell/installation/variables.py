"""Settings read from environment variables, each by its name, and the errors in them."""

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
    """Value of a setting and its source: the variable, a file that the variable names, or the default."""

    name: str
    value: str
    source: Source
    secret: bool = False

    @property
    def shown(self) -> str:
        """Return the value in a form that may be shown: a secret is masked, and so is a password in a URL."""
        if self.secret:
            return "***" if self.value else ""
        return re.sub(r"(://[^/@:]*:)[^@]*@", r"\1***@", self.value)

    @property
    def whence(self) -> str:
        """Return the source of the value in words."""
        return {"environment": _("set"), "file": _("from a file"), "default": _("default")}[self.source]


class Environment:
    """Reads environment variables. A wrong value counts as missing. The error is reported later, when
    the settings are loaded and the sentence can be translated.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._read = {PARENT}  # set by `serve` for its background process, never by hand
        self._wrong: list[tuple[object, dict[str, str]]] = []
        self.holds: dict[str, SettingValue] = {}

    def text(self, name: str, default: str = "") -> str:
        """Return the variable's value as it is; the default if the variable is missing or empty."""
        self._read.add(name)
        given = self._given.get(name, "").strip()
        self.holds[name] = SettingValue(name, given or default, "environment" if given else "default")
        return given or default

    def secret(self, name: str) -> str:
        """Return a secret, from the variable or from the file that the variable `NAME_FILE` names
        (UTF-8, one line).

        A byte order mark and the line end are stripped from the file's text.
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
        """Return a port."""
        return self.number(
            name, default, PORTS, gettext_lazy("%(name)s is %(value)s. It must be a port, 1–65535.")
        )

    def number(self, name: str, default: int, among: range = DAYS, sentence: Phrase = NOT_DAYS) -> int:
        """Return an integer in the range; otherwise record the error `sentence` and return the default."""
        given = self.text(name, str(default))
        found = number_in(given, 99_999, None)
        if found is not None and found in among:
            return found
        self.reject(sentence, name=name, value=given)
        return default

    def whole(self, name: str, default: int, most: int) -> int:
        """Return an integer from 0 to `most`; otherwise record an error and return the default."""
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
        """Return the list of comma-separated values."""
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def networks(self, name: str) -> list[IPv4Network | IPv6Network]:
        """Return the list of comma-separated addresses and networks."""
        try:
            return [ip_network(part, strict=False) for part in self.names(name)]
        except ValueError:
            sentence = gettext_lazy(
                "%(name)s is %(value)s. It must be addresses or networks, with commas between."
            )
            self.reject(sentence, name=name, value=self.text(name))
            return []

    def contact(self, name: str) -> str:
        """Return a contact address that begins with mailto: or https:; empty if there is none."""
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
        """Return the path of a file with certificates in PEM form; records an error if it cannot be read as such."""
        given = self.text(name, default)
        try:
            ssl.create_default_context(cafile=given)
        except OSError:  # what holds none is an ssl.SSLError, which is one
            self.reject(NO_CERTIFICATES, name=name, value=given)
        return given

    def scopes(self, name: str, default: str) -> str:
        """Return space-separated OpenID Connect scopes, which must include `openid` (Core 1.0, 3.1.2.1)."""
        given = self.text(name, default)
        if "openid" not in given.split():
            self.reject(NO_SCOPES, name=name, value=given)
        return given

    def switch(self, name: str, default: str = "0") -> bool:
        """Return whether it is on. Only 1 and 0 are accepted: a misspelt value must not silently turn it off."""
        return self.choice(name, ("0", "1"), default) == "1"

    def choice(self, name: str, values: Collection[str], default: str) -> str:
        """Return the variable's value if it is one of the values; otherwise record an error and return the default."""
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
        """Return every setting that was read, sorted by name."""
        return sorted(self.holds.values(), key=lambda given: given.name)

    def reject(self, sentence: Phrase, **values: str) -> None:
        """Record an error about a value that cannot be used."""
        self._wrong.append((sentence, values))

    def wrong(self) -> list[str]:
        """Return the errors, which must be fixed before anything is done."""
        return [str(sentence) % values for sentence, values in self._wrong]

    def unknown(self) -> list[str]:
        """Return a sentence for each variable that looks like a setting but is not one."""
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
