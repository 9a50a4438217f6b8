"""The JSON schema of run files, from which an editor completes and checks them."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from iomlib import tables
from iomlib.build.declared import Parameter, declared_parameters
from iomlib.build.project import find_root
from iomlib.build.settings import GIVEN, priced
from iomlib.build.swap import write
from iomlib.build.text import as_json
from iomlib.errors import IomError, ParameterError
from iomlib.params import RunFile


def run_schema(root: Path) -> dict[str, Any]:
    """Describe the run files of a project: its areas, its notebooks and what they declare.

    A notebook whose parameters cannot be read is named without settings; `iom check` says why.
    """
    schema = RunFile.model_json_schema()
    notebooks = {path.stem: _declared(path) for path in sorted((root / "notebooks").glob("*.ipynb"))}
    choices = {key: {"enum": names} for key, names in priced(root / "params").items()}
    keys, defined = schema["properties"], schema["$defs"]
    defined["Area"] = {"enum": list(tables.area_names(root / "params"))}
    defined["Areas"] = {"type": "array", "minItems": 1, "items": _entries(keys["areas"]["items"], "Area")}
    defined["Notebook"] = {"enum": list(notebooks)}
    keys["areas"] = {"$ref": "#/$defs/Areas"}
    keys["notebooks"]["items"] = _entries(keys["notebooks"]["items"], "Notebook", "Areas")
    defined["Skip"]["properties"]["area"] = {"$ref": "#/$defs/Area"}
    known = {notebook: names for notebook, names in notebooks.items() if names is not None}
    keys["settings"] = _settings(list(known.values()), choices)
    schema["allOf"] = [
        _areas_or_none(),
        *(_of_notebook(notebook, _settings([names], choices)) for notebook, names in known.items()),
        *(_of_setting(setting, known) for setting in keys["settings"]["properties"]),
    ]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "iomlib run file"}


def _declared(notebook: Path) -> dict[str, Parameter] | None:
    try:
        return declared_parameters(notebook)
    except ParameterError:
        return None


def _entries(items: dict[str, Any], name: str, values: str = "") -> dict[str, Any]:
    """Describe an entry that is a name, or a mapping of names, whose values may be described elsewhere."""
    named = {"$ref": f"#/$defs/{name}"}
    mapping: dict[str, Any] = next(kind for kind in items["oneOf"] if kind["type"] == "object")
    own = {"additionalProperties": {"$ref": f"#/$defs/{values}"}} if values else {}
    return {"oneOf": [named, mapping | {"propertyNames": named} | own]}


def _areas_or_none() -> dict[str, Any]:
    """Ask for areas where a notebook has none of its own, and for none where each has."""
    shared = {"properties": {"notebooks": {"contains": {"type": "string"}}}}
    return {"if": shared, "then": {"required": ["areas"]}, "else": {"properties": {"areas": False}}}


def _settings(notebooks: list[dict[str, Parameter]], choices: dict[str, Any]) -> dict[str, Any]:
    """Describe settings: the parameters of all notebooks, or those of one."""
    properties: dict[str, Any] = {}
    for name in sorted({name for names in notebooks for name in names} - GIVEN):
        kinds = [_schema_of(names[name]) for names in notebooks if name in names]
        distinct = [kind for n, kind in enumerate(kinds) if kind not in kinds[:n]]
        properties[name] = distinct[0] if len(distinct) == 1 else {"anyOf": distinct}
        if properties[name].get("type") == "string":
            properties[name] |= choices.get(name, {})
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _schema_of(parameter: Parameter) -> dict[str, Any]:
    default = parameter.default
    plain = default.isoformat() if isinstance(default, date) else default
    return parameter.schema() | {"default": plain}


def _asks_for(*notebooks: str) -> dict[str, Any]:
    entries = [{"enum": list(notebooks)}, *({"type": "object", "required": [name]} for name in notebooks)]
    return {"properties": {"notebooks": {"contains": {"anyOf": entries}}}, "required": ["notebooks"]}


def _of_notebook(notebook: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Ask for every setting that a notebook declares; others may be for another notebook."""
    needed = list(settings["properties"])
    own = {"type": "object", "properties": settings["properties"], "required": needed}
    then = {"properties": {"settings": own}, "required": ["settings"]} if needed else {}
    return {"if": _asks_for(notebook), "then": then}


def _of_setting(setting: str, known: dict[str, dict[str, Parameter]]) -> dict[str, Any]:
    """Refuse a setting that no notebook of the run declares."""
    given = {"properties": {"settings": {"required": [setting]}}, "required": ["settings"]}
    return {"if": given, "then": _asks_for(*(name for name, names in known.items() if setting in names))}


def refresh_schema(run_path: Path) -> None:
    """Write `params/schema/run.json` anew where it differs from the project around a run file.

    Quiet where it cannot: the schema helps to write run files, and no report depends on it.
    """
    with suppress(IomError, OSError):
        root = find_root(run_path)
        path = root / "params" / "schema" / "run.json"
        content = as_json(run_schema(root))
        if not path.exists() or path.read_bytes() != content:
            write(path, content)
