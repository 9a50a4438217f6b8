"""People by their initials, as council papers have printed them: "CG is currently drug free", or a cell "AB".

Two or three capitals are mostly an abbreviation. So they count as a person only where what follows is said of a
person, where they fill a cell alone, or where the text calls them initials.
"""

import re

from iomlib.build.scanner_read import PARTS

# Of two or three letters, in papers on offending; docs/glossary.md says what they are, and a test holds this to it.
_KNOWN = """
    ABH AM API ASB ATT AUG AVG BBC BCU BME BOM CCE CCG CCJ CEO CI CID CIN CJS CMT COM CPO CPS CRC CRO CSE CSO CSP
    CST CSV DAT DBS DC DDR DEC DI DIP DIY DNA DOB DPA DRR DS DWP EBM EEA EHC EPC ESA ESS ETE EU FAQ FEB FPN FTA FTE
    FY GB GBH GBP GCS GDP GLM GMP GP GPL GPS GVA HCC HM HMP HR HTML ICT ID IDS II III IMD IOM IP IQR IRS ISO IT IV
    IX JAN JCP JSA JUL JUN KB KPI LA LAA LAC LAD LAS LED LEP LGA LSP MB MAY MDT MIT ML MLE MOD MOJ MOT MP MPS NA NAO
    NEC NEET NFA NHS NI NIP NO NOV NSF NSW NYC OCG OCT ODS OGL OGP OK OLS OM ONS OPD OR PAF PBR PC PCC PCS PCT PDF
    PFA PIN PLC PM PND PNC PNG POA PPO PS PSA PSD PSM PSO PSR QPR RAG RAP REF RR RSL SAR SCT SD SE SEN SHA SEP SLA SMD
    SMT SPP SPO SSH STD SVG TBA TBC TFP TOM TV TWC UA UK UKS UN URL US USA UTC UTF UTLA VAT VI VII VRU WTE XML YJB YOI
    YOS YOT YTD ZIP
"""
ABBREVIATIONS = frozenset(_KNOWN.split())
_INITIALS = r"(?:[A-Z](?:\. ?[A-Z]){1,2}\.|[A-Z](?:\.[A-Z]){1,2}|[A-Z]{2,3})"
# What is said of one person, and seldom of a scheme.
_STATE = (
    r"(?:drug[- ]free|alcohol[- ]free|abstinent|sober|stable|in (?:drug |alcohol |residential )?treatment|in custody"
    r"|in prison"
    r"|on (?:bail|licence|remand|a script|methadone)|homeless|unemployed|pregnant|arrested|charged|convicted|sentenced"
    r"|recalled|remanded|imprisoned|jailed|deregistered|de-registered|relapsed|re-?offended|re-?offending|aged \d+"
    r"|tested (?:positive|negative)|drug tested|seeking (?:employment|work)|in (?:employment|work)|employed|attending"
    r"|engaging|using (?:heroin|crack|cocaine|drugs|class)|wanted|still offending|died"
    r"|\(?\d+ (?:arrests?|convictions?|offences|positive tests?|charges))\b"
)
_BETWEEN = (
    r"(?:(?:is|was|are|were|has|had|have|been|being|remains|remained|with|currently|now|also|both|not|still|just|already"
    r"|and|who|again|since|recently) ){0,4}"
)
# "The CRC", "an IOM": an abbreviation with an article is no person.
IN_WORDS = re.compile(
    rf"(?<![\w.&/-])(?<![Tt]he )(?<!\b[Aa]n )(?<!\b[Aa] )({_INITIALS})(?:[,:]? |: ?| [-–] ){_BETWEEN}{_STATE}"
)
IN_A_CELL = re.compile(rf"(?:(?<=[{PARTS}])|^)[ \n]*({_INITIALS})[ \n]*(?=[{PARTS}]|$)")
NAMED = re.compile(
    rf"\b[Ii]nitials[^\w{PARTS}]{{0,3}}(?:(?:are|is|of|were)[^\w{PARTS}])?[\"“']?(?:{_INITIALS})(?!\w)"
    rf"|(?<=[{PARTS}])\s*[Ii]nitials\s*(?=[{PARTS}])"
)
# "Son B has relationships", "Grandparents A have": a family tree, or a case by a letter.
FAMILY = re.compile(r" (?<=[a-z] )[A-Z](?= (?:ha[sd]|have|is|was|and|who)\b)")
_KIN = re.compile(
    r"\b(?:(?:grand)?(?:son|daughter|father|mother|parent)s?|brother|sister|uncle|aunt|cousin|nephew|niece|partner"
    r"|husband|wife|offender|nominal|person|female|male|suspect|client)$",
    re.I,
)


def are_initials(found: re.Match[str]) -> bool:
    """Say whether capitals are not an abbreviation that is known here; a cell needs two, or points between them.

    Examples
    --------
    >>> [are_initials(IN_WORDS.search(said)) for said in ("CG is drug free", "PPO 12 arrests", "J.B. has 90 arrests")]
    [True, False, True]
    """
    written = found[1]
    letters = re.sub(r"\W", "", written)
    if letters in ABBREVIATIONS:
        return False
    return found.re is not IN_A_CELL or len(letters) == 2 or "." in written


def are_of_a_family(found: re.Match[str]) -> bool:
    """Say whether a letter stands behind a word for a person.

    Examples
    --------
    >>> [are_of_a_family(FAMILY.search(said)) for said in ("Son B has 11 children", "vitamin C is")]
    [True, False]
    """
    return _KIN.search(found.string[max(0, found.start() - 16) : found.start()]) is not None
