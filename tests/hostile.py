"""Names that would act as markup, if a renderer let them."""

from hypothesis import strategies as st

NAMES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><b onclick="x()">',
    "' onmouseover='x()",
    "</caption></table><h1>Second title</h1>",
    "<!-- swallowed -->",
    "&lt;b&gt; and &amp;",
    "a | b || c",
    "`code` and ```fence```",
    "$x^2$ and $$y_1$$",
    "# Heading",
    "#set page(width: 1pt)",
    '#panic("typst")',
    "@cite and <label>",
    "[link](javascript:alert(1))",
    "![picture](https://example.org/x.png)",
    "https://example.org/",
    "*strong* _emphasis_ ~~gone~~",
    "- a list",
    "+ a list",
    "1. a list",
    "2) a list",
    "    indented code",
    "> a quotation",
    "---",
    ": a caption {#tbl-x .wide}",
    "{{< include secrets.txt >}}",
    "{{ 7 * 7 }} and {% raw %}",
    "back\\slash \\* at the end\\",
    "two\nlines",
    "two\n\nparagraphs\n\n# Heading",
    "two\r\nlines\rand more",
    "tab\there",
    "שלום עולם",
    "العربية ١٢٣",
    "left \u202eright\u202c left",
    "zero\u200bwidth",
    "long " * 400,
    "W" * 3000,
]

# Anything that a spreadsheet can hold and a page can show.
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"))
    | st.sampled_from("\n\t<>|`$#*_[]&\\"),
    min_size=1,
).filter(lambda text: bool(text.strip()))


def words(text):
    """Reduce white space, as every page does, so that only signs are compared."""
    return " ".join(text.split())
