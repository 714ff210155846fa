"""What a public tester is given of the city that it tries: of each address a record, a file, a review that there is.

No description can name them, since each installation has its own. Without them such a tester gets 404 from every
operation on one record, and tries nothing behind it.
"""

import json
from http.client import HTTPConnection
from typing import Any

TYPE = "multipart/form-data; boundary=b"
FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nText.\r\n--b--\r\n'


class Seeds:
    """What is found by a token at a server."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token
        self.lists: dict[str, dict[str, Any] | None] = {}
        self.files: dict[str, str | None] = {}

    def settings(self, described: dict[str, Any]) -> str:
        """Settings of schemathesis, one part for each operation, to stand after those that hold for all."""
        for path in described["paths"]:
            self._known(path)
        self.lists.clear()  # a record that has got a file has another version
        told = []
        for path, methods in described["paths"].items():
            known = self._known(path)
            for operation in methods.values() if known else ():
                header = any(each["name"] == "If-Match" for each in operation["parameters"])
                values = {f"path.{name}": value for name, value in known.items() if name != "version"}
                if header and "version" in known:
                    values["header.If-Match"] = f'"{known["version"]}"'
                pairs = ", ".join(f"\"{name}\" = '{value}'" for name, value in values.items())
                told.append(
                    f'include-operation-id = "{operation["operationId"]}"\nparameters = {{ {pairs} }}'
                )
        return "".join(f"\n[[operations]]\n{each}\n" for each in told)

    def _known(self, path: str) -> dict[str, Any]:
        """The parts of the address for which there is a value, and the version of the record that it leads to."""
        known: dict[str, Any] = {}
        if "{unit}" in path and (review := self._first("/api/v1/reviews")):
            known = {"unit": review["unit"]["code"], "year": review["year"]}
        before, one, after = path.format_map(_Kept(known)).partition("/{pk}")
        if one and (row := self._first(before)):
            known |= {"pk": row["id"]} | ({"version": row["version"]} if "version" in row else {})
            if after == "/files/{file}" and (file := self._file(f"{before}/{row['id']}/files")):
                known["file"] = file
        return known

    def _first(self, path: str) -> dict[str, Any] | None:
        if path not in self.lists:
            found = self._answer("GET", path).get("items")
            self.lists[path] = found[0] if found else None
        return self.lists[path]

    def _file(self, path: str) -> str | None:
        if path not in self.files:
            self.files[path] = self._answer("POST", path, FILE).get("id")
        return self.files[path]

    def _answer(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request(
            method, path, body, {"Authorization": f"Bearer {self.token}", "Content-Type": TYPE}
        )
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        found: dict[str, Any] = json.loads(text) if answer.status < 300 else {}
        return found


class _Kept(dict[str, Any]):
    """Leaves a part of an address as it is where there is no value for it."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
