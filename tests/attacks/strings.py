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

# For files: what a cell, a value of YAML or some bytes may be.
CANARY = "Zyzzyva Quilwenk"  # shaped like a name, and in no word of ours
VALUES = [
    *("0", "-1", "-0", "1.5", "1e999", "1e308", "1,000", "1_000", "\xa35", "nan", "NaN", "inf"),
    *("Infinity", "9" * 25, "9" * 5000, "9223372036854775808", "0012", "1000000000000", "0x1F"),
    *("\u0663", "\xbd", "\u22121", "5*", "..", "-", "%", "TRUE", "2008-13-45", "2008-02-30"),
    *("0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "1677-09-20", "31/02/2008", "01/04/2008"),
    *("2008-04", "2008-13", "0000-01", "9999-12", "2008-09-Q1", "9999-00-Q4", "2008-09-Q5", "2008-09"),
    *("9999-00", "2008-04-01T00:00:00Z", "00:00", "24:61", "", " ", "yes", "no", "null", "None", "male"),
    *("haringey", "Haringey", "E09000014", "a;a", "a; b", "P1", "burglary", "../bad", "a" * 70, "nul"),
    *("\xe9", "e\u0301", CANARY, CANARY, CANARY, f"{CANARY}\n", f"{CANARY};", "07700 900123"),
    *("ZZ99 9ZZ", "x@example.org"),
]
YAML_ONLY = [
    *("!!python/object/apply:os.system [touch bad]", "!!binary gIGC", "!!set {a, b}", "!!omap [a: 1]"),
    *("!x y", "!!timestamp 2008-01-01", "!!str 5", "!!int x", "!!float x", "!!null x", "&a [*a]", "*b"),
    *("&b x", "{<<: *b}", "{<<: {a: 1}}", "0o17", "017", "0x1F", "0b11", "1:30:00", "190:20:30.15"),
    *("2008-01-01T00:00:00Z", "12e03", ".inf", "2008-01-01 00:00:00 +25:00", "-.INF", ".NaN", "~"),
    *("yes", "NO", "off", "1_000", "+1", "? {a: b}", "- ", "|", ">", "[" * 300, "{a: " * 60),
    *('"\\ud800"', '"\\x00"', '"\\UFFFFFFFF"', "2008-02-30", "0000-00-00", "9" * 5000, "@x"),
    *("{a: 1, a: 2}", "{1: 2}", "{2008-01-01: 2}", "{[a]: b}", "{null: 1}", "{1.5: 1}", "{true: 1}"),
    *("{? a}", "%x", "\n---\na: 1", "\n...\n", "[a, [b, [c, {d: [e]}]]]", "{a: {b: {c: {d: 1}}}}", "'"),
    *('"', "#", "- - -", "=", "<<"),
]
TOKENS = [
    *(b'"', b"'", b"\n", b"\r", b"\r\n", b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b",", b";"),
    *(b"\t", b"|", b"-1", b"0", b"1e999", b"nan", b"NaN", b"Infinity", b"9" * 25, b"1" * 5000, b"0012"),
    *(b"2008-13-45", b"0000-00-00", b"=1+1", b"@x", b"null", b"true", b"{}", b"[]", b'""', b"{", b"}"),
    *(b"[", b"]", b": ", b"- ", b"#", b"? ", b"~", b"&a", b"*a", b"<<: "),
    *(b"!!python/object/apply:os.system ", b"!!binary ", b"[" * 300, b"{a: " * 60, b"%YAML 9.9\n"),
    *(b"\n---\n", b"...", b"\xe2\x80\xa8", b"\xc2\x85", b"\x1b[31m", b"../", b"\\u0000", b"\\ud800"),
    *(b"\xed\xa0\x80", b"<!ENTITY a 'b'>", b"<", b"&#0;", b"&lol;", b"A" * 3000, b"\xe2\x88\x92"),
    *(b"\xc4\xb0", b"\xd9\xa1", b"\xe2\x80\xae"),
]
