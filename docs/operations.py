"""Writes ``docs/operations.md``, the reference of the API, from the operations in the code (``make docs``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from datasette_claims.plugin.api.openapi import document
from datasette_claims.plugin.routes import READS, WRITES

PAGE = Path(__file__).with_suffix(".md")


def page() -> str:
    """Return the page's text."""
    return "\n".join(_operations(document(READS, WRITES, "/<database>"))).rstrip("\n") + "\n"


def _operations(api: Mapping[str, Any]) -> Iterator[str]:
    yield "# Operations of the API\n"
    yield "Made from the operations in `datasette_claims/plugin/api` by `make docs`; do not edit."
    yield "How they work together is said in [api.md](api.md). Addresses are below `/<database>`; `?` marks what may be"
    yield "left out.\n"
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            yield from _operation(method.upper(), path, operation)
    yield "# Shapes\n"
    for name, shape in sorted(api["components"]["schemas"].items()):
        yield from _shape(name, shape)


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {operation['operationId']}\n"
    yield f"`{method} {path}`: {operation['summary']}. {operation.get('description', '')}".rstrip() + "\n"
    if "requestBody" in operation:
        yield f"Body: {_kind(_json_of(operation['requestBody']))}.\n"
    queries = [one for one in operation["parameters"] if one["in"] == "query"]
    if queries:
        yield "| parameter | value |\n|---|---|"
        yield from (f"| `{one['name']}` | {_kind(one['schema'])} |" for one in queries)
        yield ""
    headers = [one["name"] for one in operation["parameters"] if one["in"] == "header"]
    yield f"Headers: {', '.join(f'`{name}`' for name in headers)}.\n"
    yield "| status | answer | |\n|---|---|---|"
    for status, answer in operation["responses"].items():
        told = _kind(_json_of(answer)) if "content" in answer else "nothing"
        yield f"| {status} | {told} | {answer['description']} |"
    yield ""


def _shape(name: str, shape: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {name}\n"
    yield f"{' '.join(shape.get('description', '').split())}\n"
    if "enum" in shape:
        yield f"{_kind(shape)}\n"
        return
    if not shape.get("properties"):
        return
    required = shape.get("required", ())
    yield "| field | value |\n|---|---|"
    for field, value in shape["properties"].items():
        yield f"| `{field}{'' if field in required else '?'}` | {_kind(value)} |"
    yield ""


def _json_of(holder: Mapping[str, Any]) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = holder["content"]["application/json"]["schema"]
    return schema


def _kind(schema: Mapping[str, Any]) -> str:
    """Return a JSON schema in words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{one}`" for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}" if "prefixItems" not in schema else _tuple(schema)
    if schema.get("type") == "object":
        values = schema.get("additionalProperties")
        return f"object of {_kind(values)}" if isinstance(values, dict) else "object"
    return " ".join([schema.get("type", "anything"), *_limits(schema)])


def _tuple(schema: Mapping[str, Any]) -> str:
    return f"[{', '.join(_kind(one) for one in schema['prefixItems'])}]"


def _limits(schema: Mapping[str, Any]) -> Iterator[str]:
    least, most = schema.get("minimum", schema.get("minLength")), schema.get("maximum", schema.get("maxLength"))
    unit = " characters" if schema.get("type") == "string" else ""
    if most is not None:
        yield f"({least or 0} to {most}{unit})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
