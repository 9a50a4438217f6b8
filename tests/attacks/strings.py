"""Texts that would do something where a text is taken for code, markup, a formula, a path or a command."""

from hostile import NAMES

_RUN = "__import__('pathlib').Path('bad').touch()"
_ENDS = ["\n", "\r", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e"]
_QUOTES = ['"', "'", '"""', "'''", '\\"', "\\'", '"\\', '\\\\"', '")', "')", '"]', '"}', "`", '" + ', "' % "]
CODE = [
    *(f"x{end}{_RUN}" for end in _ENDS),
    *(f"x{end}%run bad.py" for end in _ENDS),
    *(f"x{end}!touch bad" for end in _ENDS),
    *(f"{quote}; {_RUN} #" for quote in _QUOTES),
    *(f"{quote}{end}{_RUN}" for quote in _QUOTES[:4] for end in _ENDS[:6]),
    *(
        f"{{{_RUN}}}",
        f"{{{{{_RUN}}}}}",
        f"{{% {_RUN} %}}",
        f"${{{_RUN}}}",
        f"$({_RUN})",
        f"`{_RUN}`",
        f"#{{{_RUN}}}",
    ),
    *(
        "{0.__class__}",
        "{area.__class__.__mro__}",
        "%(x)s %s %d",
        "{",
        "}",
        "{{",
        "}}",
        "{}",
        "{0}",
        "{area}",
        "{area!r:>9}",
    ),
    *(
        "\\",
        "\\\\",
        "x\\",
        "\\n",
        "\\x41",
        "\\u0041",
        "\\N{BULLET}",
        "\\N{NO SUCH SIGN}",
        "\\x",
        "\\u12",
        "\\777",
        "\\\n",
    ),
    *(
        "%time 1",
        "%%bash\ntouch bad",
        "!touch bad",
        "?x",
        "x?",
        "x??",
        "/x",
        ",x y",
        ";x y",
        "get_ipython().system('touch bad')",
    ),
    *(
        "\x00",
        "a\x00b",
        "\x1b[31mred",
        "\x1b]0;title\x07",
        "\x1b[2J",
        "\x9b31m",
        "\x7f",
        "\x08\x08",
        "\u202eright",
        "\u2066x\u2069",
    ),
    *(
        "\u200b",
        "\ufeffx",
        "\u00ad",
        "e\u0301\u0301\u0301",
        "\U0001f600",
        "\uffff",
        "\ufffe",
        "\U0010ffff",
        "\ud800",
        "a\udfffb",
    ),
    *(
        "\u0430dmin",
        "\uff1d1+1",
        "\u0661\u0662",
        "I\u0307",
        "\u1e9e",
        "\ufdfa" * 20,
        "x" * 10_000,
        "\n" * 500,
        " " * 500,
        "\t",
    ),
]
FORMULAS = [
    f"{before}{sign}{rest}"
    for sign in ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    for before, rest in (
        ("", "1+1"),
        (" ", "cmd|' /C calc'!A0"),
        ("\t", 'HYPERLINK("http://example.org")'),
        ("\u200b", "SUM(A1)"),
    )
]
PATHS = [
    "../../bad",
    "/etc/passwd",
    "..\\bad",
    "D:\\bad",
    "file:///etc/passwd",
    "\\\\host\\share",
    "~/.bashrc",
    "$HOME/bad",
    "|touch bad",
]
MARKUP = [
    *(
        "</script><script>alert(1)</script>",
        "<svg/onload=alert(1)>",
        "]]><x>",
        "<![CDATA[x",
        "<?php x ?>",
        "&#x3c;script&#x3e;",
    ),
    *(
        "<iframe srcdoc=x>",
        "javascript:alert(1)",
        "data:text/html,<script>1</script>",
        "<style>*{display:none}</style>",
        "<base href=//x>",
    ),
    *(
        '#include "bad.typ"',
        '#read("/etc/passwd")',
        '#import "@preview/x:1": *',
        "$ sum $",
        "\\include{x}",
        "\\write18{touch bad}",
    ),
    *(
        "{{< include /etc/passwd >}}",
        "```{python}\nopen('bad','w')\n```",
        "---\ntitle: x\n---",
        "<w:p/>",
        "</text:p><table:x/>",
        "`r 1`",
    ),
]
STRINGS = list(dict.fromkeys([*NAMES, *CODE, *FORMULAS, *PATHS, *MARKUP]))
