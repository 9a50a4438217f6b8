"""What the numbers of a report look like, kind by kind: the first pattern that takes a place keeps it."""

import re

MONTHS = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
WHOLE = r"\d{1,3}(?:,\d{3})+|\d+"
SIZES = {
    **dict.fromkeys(("hundred",), 2),
    **dict.fromkeys(("thousand", "k"), 3),
    **dict.fromkeys(("million", "m", "mn"), 6),
    **dict.fromkeys(("billion", "bn"), 9),
}
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "final", "last"),
)
UNITS = (
    *("nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
PARTS = {
    **{"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7},
    **{"eighth": 8, "ninth": 9, "tenth": 10},
}
SMALL = {word: place for place, word in enumerate(UNITS)} | {
    word: 10 * place for place, word in enumerate(TENS, 2)
}
_ONE_WORD = rf"(?:(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(UNITS[1:10])}))?|{'|'.join(UNITS)})"
_SHARE = (
    rf"(?:a|one|{'|'.join(UNITS[2:10])})[- ](?:{'|'.join(part + 's?' for part in PARTS if part != 'halves')})"
)
_NAMED = (
    "annex|appendix|band|box|category|chapter|chart|class|cohort|criterion|diagram|figure|footnote|grade|group"
    "|indicator|issue|key stage|level|line|map|note|objective|option|outcome|paper|part|phase|pillar|priority|stage"
    "|step|strand|table|target|tier|room|floor|route|version|volume|week|wave|(?<!the )year|zone"
)
# These may have any number; "the years 491 people" are two words and a count.
_CITED = (
    "agenda item|agreement|article|clause|form|formula|item|minute|order|page|para|paragraph|recommendation"
    "|regulation|rule|schedule|section"
)
_STREETS = "Road|Street|Avenue|Lane|House|Way|Close|Drive|Place|Square|Court|Terrace|Crescent|Gardens|Hill|Parade|Row"
_INDICATORS = "NI|PSA|BV|BVPI|LPI|KPI|SPI|LI|SO|HORS|CM|SI|ISO|BS|EN|PO|LAA|PSO|PSI|PI"
_COUNTED = r"(?=\s+[a-z]+s\b)(?!\s+(?:was|is|has|as|this|its|plus|versus|across)\b)"


def _behind(*words: str) -> str:
    return "|".join(f"(?<={word} )" for word in words)


_YEAR = r"(?:19|20)\d\d"

# In this order: what an earlier pattern has taken, a later one leaves alone.
# "7 out of 10" is a ratio, "662 out of 2,016 offenders" are two counts.
_NOT_FEW = r"(?! (?:[2-9]\d|1[1-9]|\d{3}|\d+,))"

_KINDS: tuple[tuple[str, str], ...] = (
    ("reference", r"\d[\d,.]{18,}"),  # the number of an account, or no number at all
    ("reference", r"(?:https?://|www\.)\S+|\S+@\S+"),
    ("reference", r"(?<![\d£,.])(?:\+44[ \d()]{9,14}\d|\(?0\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4})(?!\d)"),
    ("reference", r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),
    ("reference", rf"(?:\b\d+[a-z]? |(?<=\bat )\d+[a-z]?, )(?:[A-Z][\w'’-]+ ){{1,3}}(?:{_STREETS})\b"),
    ("reference", r"\b(?:24/7|50[/:]50|\d ?[-:] ?1\b(?= (?:support|mentoring|sessions?|work|ratio)))"),
    (
        "paragraph",
        (
            r"(?m)^[ \t]*(?:[-*•] +)?\d{1,2}(?:\.\d{1,2}){1,3}\.?(?=[ \t]+(?!per ?cent|million"
            r"|billion|thousand|%)(?:[^\d\s]|(?:19|20)\d\d\b))"
        ),
    ),
    ("paragraph", r"(?m)^[ \t]*(?:[-*•] +)?\d{1,2}(?:\.\d{1,2}){2,3}(?=[ \t]*$)"),
    ("paragraph", r"(?m)^[ \t]*(?:[-*•] +)?(?:\d{1,2}[.)]|\(\d{1,2}\)) +(?=\D)"),
    ("paragraph", r"(?<=[.!?] )\d{1,2}\.\d{1,2}(?= [A-Z])"),
    ("date", rf"(?i)\b{_DAY}(?: of)? {MONTHS}\b,?(?: {_YEAR}| \d\d(?!\d))?"),
    (
        "date",
        rf"(?i)\b{MONTHS} {_DAY}\b,? {_YEAR}\b|\b{MONTHS}(?: of)?,? {_YEAR}\b|\b{MONTHS} [\'’]?\d\d\b(?!,|%)",
    ),
    ("date", r"\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b|\b\d{4}-\d\d-\d\d\b"),
    ("quarter", rf"(?i)\b{_YEAR}(?:[/-]\d\d)?[ -]Q[1-4]\b|\bQ(?:tr)? ?[1-4]\b|\bquarters? [1-4]\b(?![,.]\d)"),
    ("time", r"(?i)\b\d{1,2}(?:[.:]\d\d)? ?(?:am|pm|noon)\b|\b\d{1,2}:\d\d\b|\b\d\d?00 hours\b"),
    ("year", rf"\b{_YEAR} ?[/–-] ?(?:{_YEAR}|\d\d)\b(?!\d)|(?<![\d/])\d\d/\d\d(?![\d/])"),
    (
        "age",
        r"(?i)\b(?:aged?|ages of|age of|turn(?:ed|ing|s)?) (?:(?:between|over|under|from) )?\d{1,2}"
        r"(?:(?: ?[-–] ?| to | and | or )(?:\d{1,2}|over|under|above|below))?(?![\d,.%]\d|%)",
    ),
    ("age", r"(?i)\b\d{1,2}(?: ?[-–] ?\d{1,2}| to \d{1,2})?[- ]years?[- ]olds?\b"),
    ("age", r"(?i)\b\d{1,2} years (?:of age|and (?:over|under|above|older)|or (?:over|older|under))\b"),
    (
        "age",
        r"(?i)\b(?:under|over)[- ](?:the age of )?(?:1[0-8]|21|2[45]|[5-9]5|60|50)(?:s\b|(?= (?:on|at)\b))",
    ),
    ("age", r"(?i)\bage of [a-z]+teen\b"),
    ("age", r"(?i)\b\d{1,2} (?:or|and) (?:younger|older)\b"),
    ("age", r"\b[1-9]\d or [1-9]\d\b(?![,.]\d| ?%| per ?cent)"),  # no count is "14 or 15"
    ("reference", r"(?<=[a-z,“'’] )One(?= [A-Z])"),
    ("indicator", rf"\b(?:{_INDICATORS})[ -]?\d+[a-z]?(?:\.\d)?\b"),
    ("indicator", r"\b[A-Z]+[a-z]?\d[\dA-Z]*\b|(?<=\bAct )\d{4}\b"),
    (
        "paragraph",
        rf"(?i)\b(?:(?:{_CITED})s?(?: (?:no|number)[.:]?)? ?\d+(?:\.\d+)*|(?:{_NAMED}) ?\d\d?(?:\.\d+)*"
        rf"|(?:{_NAMED})s \d\d?(?=(?:,| and| or| to|[-–]) ?\d))(?![\d,%]\d|%|\d)"
        r"(?:(?:,| and| or| to|[-–]) ?\d+(?:\.\d+)*(?=[\s.,;)]))?(?!\d)",
    ),
    ("year", rf"(?<![\d£,.]){_YEAR}\b(?![,.]\d|%)(?!{_COUNTED})"),
    ("year", rf"(?i)(?<=\bthe ){_YEAR}\b(?![,.]\d|%)|(?<=\bin ){_YEAR}\b(?![,.]\d|%)"),
    ("ordinal", r"(?i)\b\d+(?:st|nd|rd|th)\b"),
    (
        "ratio",
        rf"(?i)\b(?<![\d.,])(?:one|two|three|four|\d+) (?:in|out of{_NOT_FEW}) "
        rf"(?:every )?(?:{_ONE_WORD}|{WHOLE})\b(?! ?%)",
    ),
    (
        "figure",
        rf"(?i)[-−]?£?(?:{WHOLE})(?:\.\d+)?(?:(?: ?(?:%|per ?cent\b|percent\b|percentage points?\b|pp\b))"
        r"|(?: (?:million|billion|thousand|hundred)| ?(?:bn|mn|m|k))(?![a-z]))?",
    ),
    # "Over the remaining two quarters" are parts of a year; "two quarters of the cases" are parts of a whole.
    (
        "duration",
        rf"(?i)\b(?:the |remaining |next |last |past |first )(?:{'|'.join(UNITS[2:5])}) quarters\b",
    ),
    ("duration", rf"(?i)\b(?:{'|'.join(UNITS[1:5])}) quarters?\b(?! of\b)"),
    (
        "duration",
        rf"(?i)(?:{_behind('in', 'for', 'per', 'each', 'once', 'during', 'within')})a quarter\b(?! of\b)",
    ),
    (
        "fraction",
        rf"(?i)\b{_SHARE}\b(?! (?:party|sector|world|reading))"
        r"|\bhalf\b(?=(?: of)? (?:of|the|all|these|those|its|our)\b)"
        rf"|(?:{_behind('about', 'over', 'under', 'almost', 'nearly', 'around', 'is', 'was', 'or')}"
        rf")half\b(?=[.,;)]| (?:had|were|of|are)\b)",
    ),
    ("ordinal", rf"(?i)\b(?:{'|'.join(ORDINALS[:-2])})\b"),
    (
        "word",
        rf"(?i)(?<!no )(?<!any)\b{_ONE_WORD}(?: (?:hundred|thousand|million))?\b"
        r"(?! another|[- ]off\b| day\b|[- ]to[- ]one|self)",
    ),
)
PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
