"""Describe the data addresses as OpenAPI 3.1, out of the lists that the server itself reads."""

from __future__ import annotations

from typing import Any

from geo.addresses.feed import FEED_PATH
from geo.addresses.files import DATA_FORMATS, DataFormat
from geo.addresses.library import Library
from geo.addresses.queries import DATA_ROOT, Parameter, describe_parameters
from geo.tables.schema import load_package
from geo.view_state import VERSION_PARAMETER

_ERROR = {"$ref": "#/components/responses/Refusal"}
_REFUSALS = {
    "400": "A parameter or value that is not known; it is named.",
    "404": "A version or an address that there is not; those that there are are listed.",
    "405": "Another method than GET and HEAD.",
    "414": "The query is too long.",
    "429": "Too many requests in a minute; see Retry-After.",
    "503": "The data are damaged.",
}


def _schema(parameter: Parameter) -> dict[str, Any]:
    item: dict[str, Any] = {"type": "string"}
    if parameter.codes:
        item["enum"] = list(parameter.codes)
    return {"type": "array", "items": item} if parameter.is_list else item


def _parameter(parameter: Parameter) -> dict[str, Any]:
    named = [f"{code}: {name}" for code, name in parameter.codes.items() if code != name]
    more = {"style": "form", "explode": False} if parameter.is_list else {}
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": "\n".join([parameter.text, *named]),
        "schema": _schema(parameter),
        **more,
    }


def _references(names: list[str]) -> list[dict[str, str]]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _operation(key: str, summary: str, mime: str, names: list[str]) -> dict[str, Any]:
    media = mime.partition(";")[0]
    answers: dict[str, Any] = {
        "200": {"description": summary, "content": {media: {}}},
        "304": {"description": "Unchanged since the ETag given in If-None-Match."},
        **dict.fromkeys(_REFUSALS, _ERROR),
    }
    return {
        "get": {
            "operationId": key,
            "summary": summary,
            "parameters": _references(names),
            "responses": answers,
        }
    }


def _file_paths(known: DataFormat, names: list[str]) -> dict[str, Any]:
    key = known.suffix.replace(".", "_")
    summary = f"{known.label}: {known.purpose}."
    return {
        f"{DATA_ROOT}incidents.{known.suffix}": _operation(
            f"get_{key}", summary, known.mime, names
        ),
        f"{DATA_ROOT}v{{version}}/incidents.{known.suffix}": _operation(
            f"get_{key}_of_version",
            f"{summary} From a kept data version.",
            known.mime,
            ["version", *names],
        ),
    }


def _components(library: Library) -> dict[str, Any]:
    parameters = describe_parameters(library.atlas.vocabulary)
    refused = " ".join(f"{status}: {text}" for status, text in _REFUSALS.items())
    sentence = {
        "type": "object",
        "required": ["error"],
        "properties": {"error": {"type": "string"}},
    }
    return {
        "parameters": {
            **{parameter.name: _parameter(parameter) for parameter in parameters},
            VERSION_PARAMETER: {
                "name": VERSION_PARAMETER,
                "in": "query",
                "description": "Refuse the answer (404) if it is not of this data version.",
                "schema": {"type": "string"},
            },
            "version": {
                "name": "version",
                "in": "path",
                "required": True,
                "description": "Data version.",
                "schema": {"type": "string", "enum": library.answerable},
            },
        },
        "responses": {
            "Refusal": {
                "description": refused,
                "content": {"application/json": {"schema": sentence}},
            }
        },
    }


def openapi_document(library: Library, base: str) -> dict[str, Any]:
    """Return the description of every data address; `base` is scheme and host of the server."""
    names = [parameter.name for parameter in describe_parameters(library.atlas.vocabulary)]
    names.append(VERSION_PARAMETER)
    package = load_package()
    licence = package["licenses"][0]
    paths: dict[str, Any] = {}
    for known in DATA_FORMATS.values():
        paths |= _file_paths(known, names)
    feed = "Atom feed of what data versions added, corrected and withdrew."
    paths[FEED_PATH] = _operation("get_changes", feed, "application/atom+xml", names)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": package["title"],
            "version": library.served,
            "description": package["description"],
            "license": {"name": licence["title"], "identifier": licence["name"]},
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": _components(library),
    }
