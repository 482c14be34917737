"""Calling the API: every answer is held against the OpenAPI document that the server gives."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from datasette.app import Datasette
from jsonschema import Draft202012Validator

REVIEWERS = ["rita", "ben", "zoe"]
WHO = {
    "claims-review": REVIEWERS,
    "claims-adjudicate": ["ada"],
    "claims-publish": ["pia"],
    "claims-edit-extraction": ["ed"],
    "claims-admin": ["anna"],
}
"""Who may do what in most tests."""

ALLOWED: dict[str, Any] = {
    "plugins": {"datasette-claims": {"allow": {action: {"id": ids} for action, ids in WHO.items()}}}
}
DESK = "/claims/-/claims"
JSON = "application/json"


class Contract:
    """The OpenAPI document of a server. Answers may hold nothing that it does not name."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        shapes = json.loads(json.dumps(document["components"]))
        for shape in shapes["schemas"].values():
            if shape.get("type") == "object" and "properties" in shape:
                shape.setdefault("additionalProperties", False)
        self.components = shapes
        self.paths = {re.compile(_regular(path)): path for path in sorted(document["paths"], key=_names)}
        self.seen: set[tuple[str, int]] = set()

    def check(self, method: str, path: str, response: Any) -> None:
        """Fail unless the document says that ``response`` may be given."""
        template = next((named for pattern, named in self.paths.items() if pattern.match(path)), None)
        operation = self.document["paths"].get(template, {}).get(method.lower())
        if operation is None or path.endswith("/openapi.json") or response.status_code == 405:
            return
        status = str(response.status_code)
        assert status in operation["responses"], (method, path, status, response.text)
        self.seen.add((operation["operationId"], response.status_code))
        told = operation["responses"][status].get("content")
        if told is None:
            assert response.content == b""
            return
        assert response.headers["content-type"].partition(";")[0] == JSON, (method, path, response.text)
        schema = {**told[JSON]["schema"], "components": self.components}
        Draft202012Validator(schema).validate(response.json())


class Api:
    """The API of a served database, called by whom a test names."""

    def __init__(self, datasette: Datasette, contract: Contract, base: str = "") -> None:
        self.datasette, self.contract, self.base = datasette, contract, base

    async def call(self, method: str, path: str, who: str | None, content: bytes | None = None, **headers: str) -> Any:
        """Send a request; ``a_b`` among the headers stands for ``a-b``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if who is not None:
            named["cookie"] = f"ds_actor={self.datasette.sign({'a': {'id': who}}, 'actor')}"
        response = await self.datasette.client.request(method, path, content=content, headers=named)
        self.contract.check(method, path.partition("?")[0].removeprefix("/claims"), response)
        return response

    async def get(self, path: str, who: str | None = None, **headers: str) -> Any:
        return await self.call("GET", path, who, **headers)

    async def post(self, path: str, body: object = None, who: str | None = "rita", **headers: str) -> Any:
        """Post ``body`` as JSON, bytes as they are, an empty object if it is None."""
        content = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        return await self.call("POST", path, who, content, **{"content_type": JSON, **headers})

    async def claim(self, claim_id: str, who: str | None = None) -> Any:
        """Return a claim's JSON."""
        return (await self.get(f"{DESK}/{claim_id}.json", who)).json()

    async def done(self, path: str, body: object = None, who: str = "rita", **headers: str) -> Any:
        """Post what must be taken; return the answer's JSON."""
        response = await self.post(path, body, who, **headers)
        assert response.is_success, response.text
        return response.json()


async def api(datasette: Datasette) -> Api:
    """Return the API of the database ``claims``."""
    document = (await datasette.client.get(f"{DESK}/openapi.json")).json()
    Draft202012Validator.check_schema(document["components"]["schemas"])
    return Api(datasette, Contract(document))


def _names(path: str) -> int:
    return path.count("{")


def _regular(path: str) -> str:
    return "^" + re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + r"\Z"


def verdict(key: str = "false", **further: object) -> dict[str, object]:
    """Return a verdict that can be published, as a program sends it."""
    evidence = [{"bearing": "refutes", "url": "https://example.org/a", "title": "Amtsblatt"}]
    ratings = {"veracity": key, "attribution": "verbatim"}
    return {"ratings": ratings, "summary": "So war es nicht.", "evidence": evidence, **further}
