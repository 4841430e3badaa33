"""Checks answers against the AT Protocol's lexicons, as far as these are at hand."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.shared_files import shared

_FORMATS = {
    "did": r"did:[a-z]+:[a-zA-Z0-9._:%-]+",
    "handle": r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?",
    "at-uri": r"at://[^/]+(/[a-zA-Z0-9.-]+(/[A-Za-z0-9._:~-]+)?)?",
    "cid": r"bafy[a-z2-7]{55}",
    "tid": r"[234567a-j][2-7a-z]{12}",
    "uri": r"[a-z][a-z0-9+.-]*:\S+",
}


def faults(method: str, part: str, told: Any) -> list[str]:
    """What is wrong with an `output`, `input` or `record` of a lexicon; empty where nothing is."""
    main = _lexicon(method)["defs"]["main"]
    schema = main["record"] if part == "record" else main[part]["schema"]
    return list(_check(schema, told, method, method))


def parameters(method: str) -> set[str]:
    """The names that a query takes."""
    return set(_lexicon(method)["defs"]["main"].get("parameters", {}).get("properties", {}))


@cache
def _lexicon(name: str) -> dict[str, Any]:
    return json.loads(_path(name).read_text("utf-8"))


def _path(name: str) -> Path:
    return shared("contracts/bluesky/lexicons") / Path(*name.split(".")).with_suffix(".json")


def _check(schema: dict[str, Any], told: Any, where: str, home: str):  # noqa: C901  one rule a kind
    kind = schema["type"]
    if kind == "ref":
        yield from _refer(schema["ref"], told, where, home)
    elif kind == "union":
        name = told.get("$type") if isinstance(told, dict) else None
        if name is None:
            yield f"{where}: a union without $type"
        elif name not in {_whole(one, home) for one in schema["refs"]} and schema.get("closed"):
            yield f"{where}: {name} is not among those of a closed union"
        else:
            yield from _refer(name, told, where, home)
    elif kind == "object":
        if not isinstance(told, dict):
            yield f"{where}: not an object"
            return
        for name in schema.get("required", []):
            if name not in told:
                yield f"{where}: {name} is missing"
        for name, inner in schema.get("properties", {}).items():
            if name in told and not (told[name] is None and name in schema.get("nullable", [])):
                yield from _check(inner, told[name], f"{where}.{name}", home)
    elif kind == "array":
        if not isinstance(told, list) or len(told) > schema.get("maxLength", len(told)):
            yield f"{where}: not a list, or too long a one"
            return
        for number, one in enumerate(told):
            yield from _check(schema["items"], one, f"{where}[{number}]", home)
    elif kind == "string":
        yield from _text(schema, told, where)
    elif kind in {"integer", "boolean"}:
        wanted = int if kind == "integer" else bool
        if not isinstance(told, wanted) or isinstance(told, bool) != (kind == "boolean"):
            yield f"{where}: not of the kind {kind}"


def _text(schema: dict[str, Any], told: Any, where: str):
    if not isinstance(told, str):
        yield f"{where}: not a text"
        return
    form = schema.get("format", "")
    if form in _FORMATS and not re.fullmatch(_FORMATS[form], told):
        yield f"{where}: {told!r} is no {form}"
    if form == "datetime":
        try:
            datetime.fromisoformat(told)
        except ValueError:
            yield f"{where}: {told!r} is no time"
    if len(told.encode()) > schema.get("maxLength", 10**9):
        yield f"{where}: too long"


def _refer(ref: str, told: Any, where: str, home: str):
    whole = _whole(ref, home)
    name, _, part = whole.partition("#")
    if _path(name).is_file():  # some that are referred to are not at hand
        schema = _lexicon(name)["defs"][part or "main"]
        yield from _check(schema.get("record", schema), told, where, name)


def _whole(ref: str, home: str) -> str:
    return home + ref if ref.startswith("#") else ref
