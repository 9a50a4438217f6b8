"""Describes a bundle as an RO-Crate of the profile Process Run Crate: each report an action, with what it is made from.

It has no clock and no random id: the same release gives the same text.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from iomlib.build import fingerprint
from iomlib.build.bundle_readme import Contents, folder_of
from iomlib.build.bundle_release import Released
from iomlib.build.values import encode
from iomlib.build.whole import key_of

if TYPE_CHECKING:
    from rocrate.model.entity import Entity
    from rocrate.rocrate import ROCrate

METADATA = "ro-crate-metadata.json"
_CRATE = "1.1"  # the version that the profile builds on
_PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_SUMS = "https://w3id.org/ro/terms/workflow-run/context"  # where `sha256` is a word
_OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_KINDS = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".yml": "application/yaml",
}
_APART = {  # described as a whole
    "iomlib/": "The code for figures and pages.",
    "examples/": "The code that makes the people of the demonstration.",
}


def metadata(folder: Path, names: list[str], contents: Contents) -> dict[str, Any]:
    """Describe the files of a folder, given by their names, as JSON-LD."""
    from rocrate.rocrate import ROCrate  # noqa: PLC0415  requests and more, for a bundle alone

    crate = ROCrate(version=_CRATE)
    crate.metadata.extra_contexts.append(_SUMS)
    crate.name, crate.description = contents.name, contents.description
    crate.datePublished = contents.released
    files = {name: _file(crate, folder, name) for name in names if not name.startswith((*_APART,))}
    for name, what in _APART.items():
        if any(each.startswith(name) for each in names):
            crate.add_dataset(None, dest_path=name, properties={"name": name, "description": what})
    crate.license = [files["LICENSE"], _add(crate, _OGL, "CreativeWork", name="Open Government Licence v3.0")]
    root = crate.root_dataset
    root["conformsTo"] = _add(crate, _PROFILE, "CreativeWork", name="Process Run Crate", version="0.5")
    tool = _add(
        crate,
        "#iomlib",
        "SoftwareApplication",
        name="iomlib",
        softwareVersion=contents.version,
        description=f"Its code for figures and pages; sha256 of all of it: {fingerprint.of_iomlib()['code']}.",
        softwareRequirements=files["requirements.lock"],
    )
    again = [_action(crate, each, files, tool, contents) for each in contents.again]
    kept = [_action(crate, each, files, tool, contents) for each, _ in contents.kept]
    root["mentions"] = [*again, *kept]
    return dict(crate.metadata.generate())


def _add(crate: "ROCrate", id: str, kind: str, **properties: Any) -> "Entity":
    from rocrate.model.contextentity import ContextEntity  # noqa: PLC0415  as above

    return crate.add(ContextEntity(crate, id, properties={"@type": kind, **properties}))


def _file(crate: "ROCrate", folder: Path, name: str) -> "Entity":
    content = (folder / name).read_bytes()
    about: dict[str, Any] = {
        "name": PurePosixPath(name).name,
        "encodingFormat": _KINDS.get(PurePosixPath(name).suffix, "text/plain"),
        "contentSize": str(len(content)),
        "sha256": fingerprint.of_bytes(content),
    }
    if name.startswith("notebooks/"):
        about |= {"@type": ["File", "SoftwareSourceCode"], "programmingLanguage": "Python"}
    return crate.add_file(None, dest_path=name, properties=about)


def _action(
    crate: "ROCrate", each: Released, files: Mapping[str, "Entity"], tool: "Entity", contents: Contents
) -> "Entity":
    about, key = each.about, key_of(each.about)
    base = folder_of(each, contents)
    made = [files[f"{base}/{name}"] for name in about["files"]]
    given = [files[name] for name in inputs_of(each, files, contents.data.get(key, ""))]
    words = [
        _add(crate, f"#{key}/{name}", "PropertyValue", name=name, value=_plain(value))
        for name, value in sorted(encode(each.report.parameters).items())
    ]
    notebook = files[f"notebooks/{each.report.notebook}.ipynb"]
    return _add(
        crate,
        f"#{key}",
        "CreateAction",
        name=str(about.get("heading") or key),
        description=contents.said(each),
        instrument=[tool, notebook],
        object=[*given, *words],
        result=made,
        actionStatus="http://schema.org/CompletedActionStatus",
    )


def _plain(value: Any) -> Any:
    return "" if value is None else value["date"] if isinstance(value, dict) else value


def inputs_of(each: Released, files: Iterable[str], data: str) -> list[str]:
    """List the files of a bundle that a report is given, by what its manifest lists; none where its input stayed.

    A table of people may stand there with another ending, and recorded crime as a folder.
    """
    if not data:
        return []
    asked = set()
    for name in each.about["sha256"]["inputs"]:
        if name.startswith("data/"):
            stem = PurePosixPath(name).stem.replace("control_events", "events")
            asked |= {f"{data}/{stem}", f"{data}/{stem}.csv", f"{data}/{stem}.parquet"}
        else:
            asked.add(name)
    return sorted(file for file in files if file in asked or f"{data}/{_top(file, data)}" in asked)


def _top(file: str, data: str) -> str:
    """Name the folder below the data folder that a file lies in."""
    parts = file.removeprefix(f"{data}/").split("/")
    return parts[0] if file.startswith(f"{data}/") and parts[1:] else ""
