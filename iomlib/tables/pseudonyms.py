"""Pseudonyms: the same person is the same word in every file, and without the key nobody can tell who it is.

HMAC-SHA256 of an id in one spelling. A name is made of what it sounds like and how it is spelt, so that the search
for aliases still finds names that are the same or sound alike.
"""

import hmac
import re
import unicodedata
from collections.abc import Callable
from hashlib import sha256

SIMULATED = "simulated-"  # made-up people are made up under their pseudonym as well
_DIGITS, _SOUND, _SPELT = 20, 26, 5
_POLICE = re.compile(r"(?:19|20)?(\d\d)/0*(\d{1,7})([a-hj-np-rt-z])")
# What is written, in one spelling, where there is no id: all who have it would be one person.
NOBODY = ("-", "--", "?", "n/a", "na", "nan", "nil", "none", "notgiven", "notknown", "null", "tbc", "unknown")
_GROUPS = ("bfpv", "cgjkqsxz", "dt", "l", "mn", "r")


def pseudonym(key: bytes, kind: str, written: str) -> str:
    """Give the pseudonym of a person, a household or a family.

    Examples
    --------
    >>> one, other = (pseudonym(b"k" * 32, "person", id) for id in ("2003/0062845E", "03/62845e "))
    >>> one == other, len(one)
    (True, 27)
    """
    spelt = one_spelling(written)
    begins = SIMULATED if spelt.startswith(SIMULATED) else ""
    return f"{begins}{kind}-{_digest(key, kind, spelt)[:_DIGITS]}"


def one_spelling(written: str) -> str:
    """Write an id in one way: lower case, no spaces, a number of the Police National Computer without its zeros.

    Signs that nobody sees, such as a space without width, are left out.

    Examples
    --------
    >>> one_spelling(" NOM 00123"), one_spelling("2003/0062845E"), one_spelling("03/62845E")
    ('nom00123', '03/62845e', '03/62845e')
    """
    seen = (sign for sign in unicodedata.normalize("NFKC", written) if unicodedata.category(sign) != "Cf")
    plain = "".join("".join(seen).casefold().split())
    found = _POLICE.fullmatch(plain)
    return f"{found[1]}/{found[2]}{found[3]}" if found else plain


def name_pseudonym(key: bytes, column: str) -> Callable[[str], str]:
    """Give what turns a forename, or a surname, into its pseudonym.

    It begins with a sign for the first letter, then comes the sound (Soundex), then the spelling: two names that are
    spelt the same have the same pseudonym, two that sound alike have one that is nearly the same.

    Examples
    --------
    >>> stephen, steven, ann = map(name_pseudonym(b"k" * 32, "forename"), ("Stephen", "STEVEN", "Ann"))
    >>> stephen[:27] == steven[:27], stephen == steven, stephen[:27] == ann[:27]
    (True, False, False)
    """

    def turned(name: str) -> str:
        parts = unicodedata.normalize("NFKD", name).casefold()
        plain = "".join(each for each in parts if each.isalnum())
        if not plain:
            return ""
        first = int(_digest(key, f"{column} first", plain[0]), 16) % 26
        sound = _digest(key, f"{column} sound", soundex(plain))[:_SOUND]
        return chr(ord("a") + first) + sound + _digest(key, f"{column} name", plain)[:_SPELT]

    return turned


def soundex(name: str) -> str:
    """Say how a name sounds: its first letter, and three digits for the consonants that follow.

    Examples
    --------
    >>> [soundex(name) for name in ("Stephen", "Steven", "Robert", "Rupert", "Ashcraft", "Tymczak")]
    ['s315', 's315', 'r163', 'r163', 'a261', 't522']
    """
    codes = {letter: str(number) for number, group in enumerate(_GROUPS, 1) for letter in group}
    name = name.casefold()
    digits, before = "", codes.get(name[0], "")
    for letter in name[1:]:
        code = codes.get(letter, "")
        if code and code != before:
            digits += code
        if letter not in "hw":
            before = code
    return f"{name[0]}{digits:0<3}"[:4]


def _digest(key: bytes, kind: str, text: str) -> str:
    return hmac.new(key, f"{kind}\0{text}".encode(), sha256).hexdigest()
