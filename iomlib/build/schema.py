"""The JSON schema of run files, from which an editor completes and checks them."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from iomlib import tables
from iomlib.build.declared import Parameter, declared_parameters
from iomlib.build.plan import find_root
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
    areas = {"$ref": "#/$defs/Area"}
    notebooks = {path.stem: _declared(path) for path in sorted((root / "notebooks").glob("*.ipynb"))}
    choices = {key: {"enum": names} for key, names in priced(root / "params").items()}
    keys = schema["properties"]
    keys["notebooks"]["items"] = {"enum": list(notebooks)}
    schema["$defs"]["Area"] = {"enum": list(tables.area_names(root / "params"))}
    keys["areas"]["items"] = {"oneOf": [areas, _of_areas(keys["areas"]["items"], areas)]}
    schema["$defs"]["Skip"]["properties"]["area"] = areas
    known = [names for names in notebooks.values() if names is not None]
    keys["settings"] = _settings(known, choices, required=False)
    schema["allOf"] = [
        _of_notebook(notebook, _settings([names], choices, required=True))
        for notebook, names in notebooks.items()
        if names is not None
    ]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "iomlib run file"}


def _declared(notebook: Path) -> dict[str, Parameter] | None:
    try:
        return declared_parameters(notebook)
    except ParameterError:
        return None


def _of_areas(items: dict[str, Any], areas: dict[str, Any]) -> dict[str, Any]:
    """Find the mapping of areas to quarters of their own, and name the areas."""
    mapping: dict[str, Any] = next(kind for kind in items["oneOf"] if kind["type"] == "object")
    return mapping | {"propertyNames": areas}


def _settings(
    notebooks: list[dict[str, Parameter]], choices: dict[str, Any], *, required: bool
) -> dict[str, Any]:
    """Describe settings: with the parameters of all notebooks, or with those that one of them needs."""
    properties: dict[str, Any] = {}
    for name in sorted({name for names in notebooks for name in names} - GIVEN):
        kinds = [_schema_of(names[name]) for names in notebooks if name in names]
        distinct = [kind for n, kind in enumerate(kinds) if kind not in kinds[:n]]
        properties[name] = distinct[0] if len(distinct) == 1 else {"anyOf": distinct}
        if properties[name].get("type") == "string":
            properties[name] |= choices.get(name, {})
    made = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | ({"required": list(properties)} if required else {})


def _schema_of(parameter: Parameter) -> dict[str, Any]:
    default = parameter.default
    plain = default.isoformat() if isinstance(default, date) else default
    return parameter.schema() | {"default": plain}


def _of_notebook(notebook: str, settings: dict[str, Any]) -> dict[str, Any]:
    asked = {"properties": {"notebooks": {"contains": {"const": notebook}}}, "required": ["notebooks"]}
    needed = {"required": ["settings"]} if settings["properties"] else {}
    return {"if": asked, "then": {"properties": {"settings": settings}} | needed}


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
