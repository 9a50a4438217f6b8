"""Makes `templates/reference.docx`, on which every Word file stands: `python -m iomlib.build.reference`.

The file is kept, because a council copies it, changes its look in Word and puts it into its own `params`. It is
made here, because nobody can read in a file of Word what was changed, and why.
"""

import io
import sys
import zipfile
from importlib import resources
from pathlib import Path
from typing import Any

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
PARTS = {"styles": "styles", "numbering": "numbering", "settings": "settings", "header1": "header"}
PARTS |= {"footer1": "footer"}
INK, GREY = "12436D", "404040"
FIXED = (1980, 1, 1, 0, 0, 0)  # the first day that a zip file can tell
INDENT = 720  # twentieths of a point, as all lengths here: where the text of a numbered paragraph begins

# Name, what it is based on, how its paragraphs stand, how its letters look.
_STYLES = [
    ("Normal", "", '<w:spacing w:before="80" w:after="120" w:line="264" w:lineRule="auto"/>', ""),
    (
        "Title",
        "Normal",
        '<w:keepNext/><w:spacing w:before="0" w:after="200" w:line="240" w:lineRule="auto"/>',
        f'<w:b/><w:color w:val="{INK}"/><w:sz w:val="40"/>',
    ),
    ("Subtitle", "Normal", '<w:spacing w:before="0" w:after="40"/>', f'<w:color w:val="{GREY}"/>'),
    (
        "heading 1",
        "Normal",
        '<w:keepNext/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        '<w:spacing w:before="360" w:after="120"/><w:outlineLvl w:val="0"/>',
        f'<w:b/><w:color w:val="{INK}"/><w:sz w:val="32"/>',
    ),
    (
        "heading 2",
        "Normal",
        '<w:keepNext/><w:spacing w:before="280" w:after="100"/><w:outlineLvl w:val="1"/>',
        f'<w:b/><w:color w:val="{INK}"/><w:sz w:val="28"/>',
    ),
    (
        "heading 3",
        "Normal",
        '<w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="2"/>',
        f'<w:b/><w:color w:val="{INK}"/><w:sz w:val="24"/>',
    ),
    (
        "Numbered paragraph",
        "Normal",
        '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>',
        "",
    ),
    ("To be written", "Numbered paragraph", '<w:shd w:val="clear" w:fill="FFF2CC"/>', "<w:b/>"),
    ("List Bullet", "Normal", '<w:numPr><w:numId w:val="2"/></w:numPr><w:contextualSpacing/>', ""),
    ("List Number", "Normal", '<w:numPr><w:numId w:val="3"/></w:numPr><w:contextualSpacing/>', ""),
    ("Quote", "Normal", f'<w:ind w:left="{INDENT}" w:right="{INDENT}"/>', "<w:i/>"),
    ("Not supplied", "Normal", "", f'<w:i/><w:color w:val="{GREY}"/>'),
    (
        "caption",
        "Normal",
        '<w:keepNext/><w:spacing w:before="280" w:after="100" w:line="240" w:lineRule="auto"/>',
        "<w:b/>",
    ),
    (
        "Note",
        "Normal",
        '<w:spacing w:before="60" w:after="60" w:line="240" w:lineRule="auto"/>',
        f'<w:color w:val="{GREY}"/><w:sz w:val="20"/>',
    ),
    (
        "Table text",
        "Normal",
        '<w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>',
        '<w:sz w:val="20"/>',
    ),
    (
        "header",
        "Normal",
        '<w:spacing w:before="0" w:after="0"/>',
        f'<w:color w:val="{GREY}"/><w:sz w:val="18"/>',
    ),
    (
        "footer",
        "Normal",
        '<w:spacing w:before="0" w:after="0"/>',
        f'<w:color w:val="{GREY}"/><w:sz w:val="18"/>',
    ),
]
TABLE_STYLE = "Report table"
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
    for side, size, colour in (("top", 8, INK), ("bottom", 8, INK), ("insideH", 4, "8C9196"))
)
_ROW = f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>'
_TABLE = (
    f'<w:style w:type="table" w:customStyle="1" w:styleId="Reporttable"><w:name w:val="{TABLE_STYLE}"/>'
    '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>'
    f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders><w:tblCellMar>"
    '<w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>'
    f"<w:tcPr><w:tcBorders>{_ROW}</w:tcBorders></w:tcPr></w:tblStylePr>"
    '<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
)
_DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
    '<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
)


def _identifier(name: str) -> str:
    """Name a style as Word does: the name with a capital, without its spaces."""
    return (name[0].upper() + name[1:]).replace(" ", "")


def _style(name: str, base: str, paragraph: str, letters: str) -> str:
    own = name in ("Numbered paragraph", "To be written", "Not supplied", "Note", "Table text")
    kind = ' w:customStyle="1"' if own else ""
    kind += ' w:default="1"' if name == "Normal" else ""
    above = f'<w:basedOn w:val="{_identifier(base)}"/>' if base else ""
    after = '<w:next w:val="Normal"/>' if name.startswith(("heading", "Title")) else ""
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{_identifier(name)}"><w:name w:val="{name}"/>'
        f"{above}{after}<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _level(level: int, kind: str, text: str, style: str = "", letters: str = "") -> str:
    """Describe one level: those of a paper begin at one line, those of a list step in."""
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = not text.endswith(f"%{level + 1}") and not style
    left, hanging = (360 * (level + 2), 360) if listed else (INDENT, INDENT)
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{linked}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>{letters}</w:lvl>'
    )


def _numbering() -> str:
    """Number headings 1, 2 and the paragraphs below them 1.1, 1.2, as council papers do; and two lists."""
    plain = '<w:rPr><w:b w:val="0"/></w:rPr>'
    paper = [
        _level(0, "decimal", "%1.", "Heading1"),
        _level(1, "decimal", "%1.%2", "Numberedparagraph", plain),
        _level(2, "decimal", "%1.%2.%3", letters=plain),
    ]
    bullets = [_level(level, "bullet", "•–"[level % 2]) for level in range(4)]
    numbers = [_level(level, ("decimal", "lowerLetter")[level % 2], f"%{level + 1}.") for level in range(4)]
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(levels)}</w:abstractNum>"
        for number, levels in enumerate((paper, bullets, numbers), 1)
    )
    used = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2, 3))
    return f"<w:numbering {_W}>{abstract}{used}</w:numbering>"


def settings() -> str:
    """Say how Word lays papers out, and nothing of the machine that they are opened on."""
    compatible = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (("compatibilityMode", 15), ("overrideTableStyleFontSizeAndJustification", 1))
    )
    return (
        f'<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="{INDENT}"/>'
        f'<w:compat>{compatible}</w:compat><w:themeFontLang w:val="en-GB"/></w:settings>'
    )


def _document() -> str:
    """Hold nothing but the page: A4, edges of 2.2 cm, and which header and footer it has."""
    edges = " ".join(f'w:{side}="1247"' for side in ("top", "right", "bottom", "left"))
    return (
        f'<w:document {_W} {_R}><w:body><w:sectPr><w:headerReference w:type="default" r:id="rId4"/>'
        '<w:footerReference w:type="default" r:id="rId5"/><w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar {edges} w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _relations(listed: list[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(listed, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}relationships">{lines}</Relationships>'


def _types() -> str:
    lines = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}{kind}+xml"/>'
        for name, kind in {"document": "document.main", **PARTS}.items()
    )
    relations = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    return (
        f'<Types xmlns="{_PACKAGE}content-types">{relations}<Default Extension="xml" ContentType="application/xml"/>'
        f'{lines}<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def make_reference() -> bytes:
    """Make the file: styles, numbering, page, an empty header and footer, and nothing about anybody.

    Examples
    --------
    >>> make_reference()[:2]
    b'PK'
    """
    styles = _DEFAULTS + "".join(_style(*style) for style in _STYLES) + _TABLE
    core = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>reference</dc:title></cp:coreProperties>'
    )
    top = [
        (f"{_RELATIONS}officeDocument", "word/document.xml"),
        (f"{_PACKAGE}relationships/metadata/core-properties", "docProps/core.xml"),
    ]
    files = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations(top),
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": _relations(
            [(_RELATIONS + kind, f"{name}.xml") for name, kind in PARTS.items()]
        ),
        "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
        "word/numbering.xml": _numbering(),
        "word/settings.xml": settings(),
        "word/header1.xml": f"<w:hdr {_W}><w:p/></w:hdr>",
        "word/footer1.xml": f"<w:ftr {_W}><w:p/></w:ftr>",
        "docProps/core.xml": core,
    }
    return zipped({name: (_HEAD + content).encode() for name, content in files.items()})


def zipped(files: dict[str, bytes]) -> bytes:
    """Pack files in the order given, so that the same files give the same bytes on any day and system.

    Examples
    --------
    >>> zipped({"a.txt": b"a"}) == zipped({"a.txt": b"a"})
    True
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            packed.writestr(entry, content)
    return target.getvalue()


def saved(book: Any) -> bytes:
    """Give the bytes of a document of python-docx, without the time of its making."""
    target = io.BytesIO()
    book.save(target)
    with zipfile.ZipFile(target) as packed:
        return zipped({name: packed.read(name) for name in packed.namelist()})


def own_reference() -> bytes:
    """Read the file that is kept with the package.

    Examples
    --------
    >>> own_reference()[:2]
    b'PK'
    """
    return resources.files("iomlib.templates").joinpath("reference.docx").read_bytes()


if __name__ == "__main__":
    kept = (
        Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent.parent / "templates" / "reference.docx"
    )
    kept.write_bytes(make_reference())
