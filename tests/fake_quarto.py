"""A stand-in for Quarto: a program that behaves as shared/TRAPS.md says that Quarto 1.10 does, as far as we use it.

`install` puts it into a folder that a test puts first on the PATH. It keeps a copy of every project that it is
given, and can be told to misbehave. It is no Quarto: it shows that our side of the contract holds, and no more.
"""

import html
import io
import itertools
import json
import os
import re
import shutil
import sys
import time
from pathlib import Path

CDN = "https://cdnjs.example.org/require.js"
UNESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
ENDS = {"html": "html", "typst": "pdf", "docx": "docx"}


def install(folder, monkeypatch=None, **behaviour):
    """Write the program `quarto` into a folder; what it does wrong is kept beside it."""
    folder.mkdir(exist_ok=True)
    (folder / "behaviour.json").write_text(json.dumps({"version": "1.10.18"} | behaviour), "utf-8")
    program = folder / "quarto"
    start = f'cd "$PWD" && PYTHONPATH= exec "{sys.executable}" "{Path(__file__).resolve()}" "{folder}" "$@"'
    program.write_text(f"#!/bin/sh\n{start}\n", "utf-8")
    program.chmod(0o755)
    if monkeypatch:
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def seen(folder):
    """Give the projects that it was asked to render, in order."""
    return sorted(folder.glob("project-*"))


def main(place, arguments):
    behaviour = json.loads((place / "behaviour.json").read_text("utf-8"))
    if arguments == ["--version"]:
        sys.stdout.write(behaviour["version"] + "\n")
        return 0
    if any(word == "--output" and "/" in name for word, name in itertools.pairwise(arguments)):
        say("ERROR: --output option cannot specify a relative or absolute path")
        return 1
    project = Path.cwd()
    number = len(seen(place)) + 1
    shutil.copytree(project, place / f"project-{number}")
    names = ("SOURCE_DATE_EPOCH", "PATH", "QUARTO_LOG_LEVEL", "SECRET")
    told = {"arguments": arguments, "environment": {name: os.environ.get(name) for name in names}}
    (place / f"call-{number}.json").write_text(json.dumps(told), "utf-8")
    try:
        (project / ".quarto-at-work").mkdir()
    except FileExistsError:
        say("ERROR: another render is at work in this project")
        return 1
    try:
        return render(project, behaviour)
    finally:
        (project / ".quarto-at-work").rmdir()


def say(text):
    sys.stderr.write(text + "\n")


def render(project, behaviour):
    from ruamel.yaml import YAML

    settings = YAML(typ="safe", pure=True).load((project / "_quarto.yml").read_text("utf-8"))
    out = project / settings["project"]["output-dir"]
    out.mkdir()
    names = settings["project"]["render"]
    if behaviour.get("hang"):
        time.sleep(600)
    for number, name in enumerate(names, 1):
        say(f"\x1b[32m[{number:>2}/{len(names)}] {name}\x1b[39m")
        if behaviour.get("stop_at", "\0") in name:
            say("ERROR: error: unknown variable: x\n   at renderFiles")
            return 1
        if behaviour.get("warn"):
            say(f"WARNING: {behaviour['warn']}")
        other = behaviour.get("swap") and names[-number]
        notebook = json.loads((project / (other or name)).read_text("utf-8"))
        for kind, own in settings["format"].items():
            if kind in behaviour.get("leave_out", []):
                continue
            content = page(project, notebook, settings, kind, own, behaviour)
            (out / f"{Path(name).stem}.{ENDS[kind]}").write_bytes(content)
    exec(behaviour.get("does", ""), {"project": project, "out": out, "say": say})  # noqa: S102  a test's own
    if behaviour.get("exit"):
        say("ERROR: out of luck")
    return behaviour.get("exit", 0)


def page(project, notebook, settings, kind, own, behaviour):  # noqa: PLR0913, PLR0917  a stand-in
    """Write one page: `parts` are (what, ...) tuples that each writer sets in its way."""
    from ruamel.yaml import YAML

    front, *cells = notebook["cells"]
    about: dict = YAML(typ="safe", pure=True).load(front["source"].strip().strip("-"))
    about = {key: plain(value) for key, value in about.items()}
    if behaviour.get("drop_mark"):
        about["subtitle"] = ""
    parts, numbers = [], {"tbl": 0, "fig": 0}
    crossref = settings["crossref"]
    titles = {"tbl": crossref["tbl-title"], "fig": crossref["fig-title"]}
    for cell in cells:
        if cell["cell_type"] == "markdown":
            parts.append(("text", re.sub(r"(?m)^#+ ", "", cell["source"])))
            continue
        if own.get("execute", {}).get("echo", True):
            parts.append(("code", cell["source"]))
        for output in cell["outputs"]:
            if "text/html" in output.get("data", {}):
                parts.append(("script", CDN))  # what Quarto adds for any HTML in an output
            if output["output_type"] == "error":
                parts.append(("failed", output["ename"]))  # and exit 0
            for part in read("".join(output.get("data", {}).get("text/markdown", ""))):
                if part[0] in numbers:
                    numbers[part[0]] += 1
                    label = f"{titles[part[0]]}\u00a0{numbers[part[0]]}{crossref['title-delim']} "
                    parts.append((*part[:-1], label + part[-1]))
                else:
                    parts.append(part)
    if behaviour.get("drop_word"):
        parts = json.loads(json.dumps(parts).replace(behaviour["drop_word"], "something else"))
    writer = {"html": as_html, "typst": as_pdf, "docx": as_docx}[kind]
    return writer(project, about, parts, own, behaviour)


def plain(text):
    return UNESCAPE.sub(r"\1", str(text))


def read(text):
    """Read our Markdown: paragraphs, tables with captions, pictures."""
    grid = None
    for piece in text.split("\n\n"):
        if picture := re.fullmatch(r'!\[(.*)\]\((\S+)\)\{#fig-\S+ fig-alt="(.*)"\}', piece):
            yield ("fig", picture[2], plain(picture[3]), plain(picture[1]))
        elif piece.startswith("| "):
            rows = [re.split(r"(?<!\\) ?\| ?", line)[1:-1] for line in piece.split("\n")]
            grid = [[plain(cell.strip()) for cell in row] for row in (rows[0], *rows[2:])]
        elif grid is not None and (caption := re.fullmatch(r": (.*) \{#tbl-\S+\}", piece)):
            yield ("tbl", grid, plain(caption[1]))
            grid = None
        elif piece:
            yield ("text", plain(piece.removeprefix("- ")))


def as_html(project, about, parts, own, behaviour):
    body = []
    for kind, *rest in parts:
        if kind == "tbl":
            rows, caption = rest
            cells = "".join(
                "<tr>" + "".join(f"<td><span>{html.escape(cell)}</span></td>" for cell in row) + "</tr>"
                for row in rows
            )
            body.append(
                f"<figure><figcaption>{html.escape(caption)}</figcaption><table>{cells}</table></figure>"
            )
        elif kind == "fig":
            import base64

            name, alt, caption = rest
            svg = (project / f"{name}.{own['default-image-extension']}").read_bytes()
            address = "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
            picture = f'<img src="{address}" class="img-fluid" alt="{html.escape(alt)}" />'
            body.append(f"<figure>{picture}<figcaption>{html.escape(caption)}</figcaption></figure>")
        elif kind == "script":
            body.append(f'<script src="{rest[0]}"></script>')
        elif kind == "failed":
            body.append(f'<div class="cell-output cell-output-error"><pre>{rest[0]}</pre></div>')
        elif kind == "code":
            summary = f"<summary>{html.escape(own['code-summary'])}</summary>"
            body.append(f"<details>{summary}<pre><code>{html.escape(rest[0])}</code></pre></details>")
        else:
            body.append(f"<p>{html.escape(rest[0])}</p>")
    if behaviour.get("script"):
        body.append(f'<script src="{CDN}"></script>')
    head = "".join(each["text"] for each in own["include-in-header"])
    title, subtitle = html.escape(about["title"]), html.escape(about.get("subtitle", ""))
    toc = '<nav id="TOC" role="doc-toc"><h2 id="toc-title">Table of contents</h2></nav>'
    scripts = (
        '<script src="data:application/javascript;base64,MQ=="></script><style>a{b:url("data:x")}</style>'
    )
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><title>{title}</title>{scripts}{head}</head><body>'
        f'<header><h1 class="title">{title}</h1><p class="subtitle">{subtitle}</p>'
        f"<p>{own and about.get('published-title', '')} {about['date']}</p></header>{toc}{''.join(body)}</body></html>"
    ).encode()


def as_pdf(project, about, parts, own, behaviour):
    import typst

    def text(words):
        return f"#text({json.dumps(words, ensure_ascii=False)})"

    lines = [f"#set document(title: {json.dumps(about['title'], ensure_ascii=False)})"]
    lines += [
        f'#set page(paper: "{own["papersize"]}", numbering: "{own["page-numbering"]}")',
        "#set figure(numbering: none)",
    ]
    lines += [each["text"] for each in own["include-in-header"] if not behaviour.get("drop_mark")]
    lines += [f"= {text(about['title'])}", text(about.get("subtitle", ""))]
    for kind, *rest in parts:
        if kind == "tbl":
            rows, caption = rest
            cells = ", ".join(f"[{text(cell)}]" for row in rows[1:] for cell in row)
            head = ", ".join(f"[{text(cell)}]" for cell in rows[0])
            lines.append(text(caption) + "\n")
            lines.append(f"#table(columns: {len(rows[0])}, table.header({head}), {cells})\n")
        elif kind == "fig":
            name, alt, caption = rest
            address = json.dumps(f"{name}.{own['default-image-extension']}")
            lines.append(f"#image({address}, alt: {json.dumps(alt, ensure_ascii=False)})\n")
            lines.append(text(caption) + "\n")
        elif kind == "text":
            lines.append(text(rest[0]) + "\n")
    import datetime as dt

    (project / "fake.typ").write_text("\n".join(lines), "utf-8")
    stamp = dt.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), dt.UTC)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(project / own["font-paths"][0])])
    standards = [own["pdf-standard"]] if not behaviour.get("untagged") else []
    return typst.compile(
        project / "fake.typ", root=project, pdf_standards=standards, timestamp=stamp, font_paths=fonts
    )


def as_docx(project, about, parts, own, behaviour):
    import docx

    name = own.get("reference-doc")
    document = docx.Document(str(project / name) if name else None)
    document.core_properties.title = about["title"]
    document.add_heading(about["title"], 0)
    document.add_paragraph(about.get("subtitle", ""))
    for kind, *rest in parts:
        if kind == "tbl":
            rows, caption = rest
            document.add_paragraph(caption)
            table = document.add_table(len(rows), len(rows[0]))
            for row, cells in zip(table.rows, rows, strict=True):
                for cell, words in zip(row.cells, cells, strict=True):
                    cell.text = words
        elif kind == "fig":
            picture, alt, caption = rest
            around = document.add_table(1, 1).rows[0].cells[0].paragraphs[0].add_run()
            around.add_picture(str(project / f"{picture}.{own['default-image-extension']}"))
            around._r.xpath(".//wp:docPr")[0].set("descr", alt)
            document.add_paragraph(caption)
        elif kind == "text":
            document.add_paragraph(rest[0])
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
