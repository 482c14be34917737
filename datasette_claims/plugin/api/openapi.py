"""The API described in OpenAPI 3.1, made from the operations and the dataclasses that they take and answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from datasette_claims.desk.validation import adapter
from datasette_claims.plugin.addresses import PARTS
from datasette_claims.plugin.api.answers import Problem
from datasette_claims.plugin.api.operations import Read, Write

Json = dict[str, Any]

_TITLE = "datasette-claims: the review desk"
_ABOUT = (
    "Who said what, where, and is it true? Writes need an actor with the permission that each names, and happen whole"
    " or not at all. If-Match with a claim's version makes a write conditional, Idempotency-Key makes it safe to send"
    " again."
)
_REFUSALS: Mapping[int, str] = {
    400: "The body is no JSON object.",
    401: "Nobody is signed in, and no token was sent.",
    403: "The actor may not do this, or the request comes from elsewhere.",
    404: "There is nothing of that name.",
    409: "The claim's state or version does not allow it; claim is the present row.",
    413: "The body is too large.",
    415: "The body is not application/json.",
    422: "Fields are missing or wrong; fields names them.",
    423: "Somebody else has the claim in work.",
    503: "The database is locked; try again after Retry-After seconds.",
}
_OF_READS = (403, 404, 422, 503)
_REF = "#/components/schemas/{model}"


def document(reads: Iterable[Read], writes: Iterable[Write], server: str) -> Json:
    """Return the OpenAPI document of the operations; ``server`` is the address of the database."""
    kept_reads, kept_writes = tuple(reads), tuple(writes)
    schemas, components = _schemas(kept_reads, kept_writes)
    paths: Json = {}
    for read in kept_reads:
        paths.setdefault(_below(read.path), {})["get"] = _read(read, schemas)
    for write in kept_writes:
        paths.setdefault(_below(write.path), {})["post"] = _write(write, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": _TITLE, "version": version("datasette-claims"), "description": _ABOUT},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "ds_actor"},
            },
        },
    }


def _below(path: str) -> str:
    return path.removeprefix("/{database}")


def _schemas(reads: tuple[Read, ...], writes: tuple[Write, ...]) -> tuple[Mapping[type, Json], Json]:
    """Return a reference to each dataclass, and all of them described once."""
    taken: set[type] = {write.body for write in writes}
    given: set[type] = {Problem, *(read.answer for read in reads), *(write.answer for write in writes)}
    wanted: list[tuple[type, JsonSchemaMode, TypeAdapter[Any]]] = [
        *((kind, "validation", adapter(kind)) for kind in sorted(taken, key=lambda kind: kind.__name__)),
        *((kind, "serialization", adapter(kind)) for kind in sorted(given, key=lambda kind: kind.__name__)),
    ]
    found, described = TypeAdapter.json_schemas(wanted, ref_template=_REF)
    return {kind: schema for (kind, _), schema in found.items()}, described.get("$defs", {})


def _read(read: Read, schemas: Mapping[type, Json]) -> Json:
    query = adapter(read.query).json_schema(ref_template="#/$defs/{model}")
    tag = {"ETag": {"schema": {"type": "string"}, "description": "Names this answer."}}
    return {
        "operationId": read.name,
        "summary": read.summary,
        "parameters": [*_in_path(read.path), *_in_query(query), _header("If-None-Match", "ETags of answers had.")],
        "responses": {
            "200": {"description": "The answer.", "headers": tag, "content": _json(schemas[read.answer])},
            "304": {"description": "The answer is the one that If-None-Match names.", "headers": tag},
            **_refusals(_OF_READS, schemas),
        },
    }


def _write(write: Write, schemas: Mapping[type, Json]) -> Json:
    return {
        "operationId": write.name,
        "summary": write.summary,
        "description": f"Needs the permission {write.permission.value}.",
        "security": [{"token": []}, {"cookie": []}],
        "parameters": [
            *_in_path(write.path),
            *([_IF_MATCH] if "{claim}" in write.path else []),
            _header("Idempotency-Key", "The same key gives the same answer once.", r"^[\x21-\x7e]{1,200}$"),
        ],
        "requestBody": {"required": True, "content": _json(schemas[write.body])},
        "responses": {
            str(write.status): {"description": "What it made of it.", "content": _json(schemas[write.answer])},
            **_refusals(_REFUSALS, schemas),
            **_refused_whole(write, schemas),
        },
    }


def _refused_whole(write: Write, schemas: Mapping[type, Json]) -> Json:
    """Return how a bulk step is refused: with the claims that stood against it."""
    if "batch" not in getattr(write.answer, "__dataclass_fields__", {}):
        return {}
    return {"409": {"description": "Nothing was done; refused says why.", "content": _json(schemas[write.answer])}}


def _refusals(statuses: Iterable[int], schemas: Mapping[type, Json]) -> Json:
    return {str(status): {"description": _REFUSALS[status], "content": _json(schemas[Problem])} for status in statuses}


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _in_path(path: str) -> list[Json]:
    return [
        {"name": part, "in": "path", "required": True, "schema": {"type": "string", "pattern": f"^{shape}$"}}
        for part, shape in PARTS.items()
        if f"{{{part}}}" in _below(path)
    ]


def _in_query(schema: Json) -> list[Json]:
    shared = schema.get("$defs", {})
    return [
        {"name": name, "in": "query", "required": False, "schema": _inlined(described, shared)}
        for name, described in schema.get("properties", {}).items()
    ]


def _inlined(schema: Any, shared: Mapping[str, Json]) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return a schema without references, and without null, which a query cannot hold."""
    if isinstance(schema, list):
        return [_inlined(part, shared) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(shared[schema["$ref"].rsplit("/", 1)[1]], shared)
    kinds = [part for part in schema.get("anyOf", ()) if part != {"type": "null"}]
    if len(kinds) == 1:
        return _inlined(kinds[0], shared)
    return {name: _inlined(part, shared) for name, part in schema.items() if name not in {"default", "title"}}


def _header(name: str, description: str, pattern: str | None = None) -> Json:
    schema = {"type": "string", "pattern": pattern} if pattern else {"type": "string"}
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


_IF_MATCH = _header(
    "If-Match",
    "The claim's version, or the ETag of its JSON.",
    r'^(\*|[0-9]{1,15}|"[0-9]{1,15}(-[0-9a-f]+)?")$',
)
