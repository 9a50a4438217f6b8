"""The figures that a simulated population meets, each with the place where it is printed.

A figure that also stands in ``data/printed_figures.csv`` has the same id there. Seeds: 000 is the undated
paper "Reducing re-offending in the borough of Stockton on Tees", 001 the "Offender Management Update", 003
"High Crime Causers" (Safer Stockton Partnership, 16 June 2009, item 8), 004 Peterborough City Council,
Strong and Supportive Communities Scrutiny Committee, 12 September 2012, item 5.
"""

from typing import NamedTuple

STOCKTON, PETERBOROUGH, NATIONAL, BOROUGH = (
    *("simulated-stockton", "simulated-peterborough"),
    *("simulated-national", "simulated-borough"),
)
_STOCKTON, _NATIONAL, _PETERBOROUGH = (
    (STOCKTON, "2009-03-31"),
    (NATIONAL, "2008-06-30"),
    (PETERBOROUGH, "2012-06-30"),
)


class Margin(NamedTuple):
    """A figure: its id, area and day, the value, what it counts, the document and its paragraph.

    Examples
    --------
    >>> MARGINS["stockton-hcc-arrests"].value, MARGINS["stockton-hcc-arrests"].paragraph
    (720.0, '3.12')
    """

    figure: str
    area: str
    as_at: str
    value: float
    counts: str
    document: str
    paragraph: str


def printed(figure: str) -> int:
    """Give the value of a figure that is a count.

    Examples
    --------
    >>> printed("stockton-listed") - printed("stockton-young-people")
    73
    """
    return int(MARGINS[figure].value)


def _of(place: tuple[str, str], document: str, rows: str) -> list[Margin]:
    """Read one line a figure: id, value, paragraph, and what it counts."""
    found = []
    for row in rows.strip().splitlines():
        figure, value, paragraph, counts = (part.strip() for part in row.split("|"))
        found.append(Margin(figure, *place, float(value), counts, document, paragraph))
    return found


_ROWS = [
    *_of(
        _STOCKTON,
        "003",
        """
stockton-arrested-5-or-more     |  123 | 3.6  | 5 or more arrests for acquisitive crime in the area, 2008/09
stockton-listed                 |   79 | 3.8  | of these, 10 or more arrests, or a positive drug test in 2008/09
stockton-young-people           |    6 | 3.8  | of the 79, under 18 on 31 March 2009; each has 10 or more arrests (3.4)
stockton-young-people-arrests   |   95 | 3.8  | arrests of the 6
stockton-turning-18             |    2 | 3.8  | of the 6, turn 18 later in 2009
stockton-high-crime-causers     |   73 | 3.10 | of the 79, aged 18 or over
stockton-hcc-only-negative      |    3 | 3.9  | of the 73, tested in 2008/09, only negative; each has 10 or more
stockton-hcc-not-tested         |    3 | 3.9  | of the 73, not drug tested in 2008/09; each has 10 or more
stockton-hcc-arrests            |  720 | 3.12 | arrests of the 73
stockton-acquisitive-arrests    | 3109 | 3.12 | arrests for acquisitive crime in the area, 2008/09
stockton-hcc-10-or-more         |   30 | 3.12 | of the 73, with 10 or more arrests
stockton-hcc-10-or-more-arrests |  440 | 3.12 | arrests of the 30
stockton-hcc-most-arrests       |   58 | 3.12 | arrests of the one with most
stockton-hcc-under-25           |   17 | 3.13 | of the 73, aged 18 to 24 on 31 March 2009
stockton-hcc-25-to-34           |   48 | 3.13 | of the 73, aged 25 to 34: almost two thirds
stockton-hcc-female             |    9 | 3.13 | of the 73, women
stockton-hcc-on-ppo             |   14 | 3.14 | of the 73, on ppo at any time of 2008/09: 19 percent
stockton-hcc-on-drr             |   15 | 3.14 | the same, drr: 21 percent
stockton-hcc-on-probation       |   48 | 3.14 | the same, probation: 66 percent
stockton-hcc-on-treatment       |   63 | 3.14 | the same, treatment: 86 percent
stockton-hcc-on-cjit            |   39 | 3.14 | the same, cjit: 53 percent
stockton-ten-on-ppo             |    6 | 3.14 | of the 30, on ppo at any time of 2008/09: 20 percent
stockton-ten-on-drr             |    6 | 3.14 | the same, drr: 20 percent
stockton-ten-on-probation       |   21 | 3.14 | the same, probation: 70 percent
stockton-ten-on-treatment       |   26 | 3.14 | the same, treatment: 87 percent
stockton-ten-on-cjit            |   15 | 3.14 | the same, cjit: 50 percent
stockton-hcc-on-ppo-or-drr      |   27 | 3.15 | of the 73, on ppo or drr: 37 percent
stockton-hcc-on-any-service     |   66 | 3.18 | of the 73, on ppo, probation or treatment: 90 percent
stockton-hcc-ni38               |   24 | 3.19 | of the 73, positive test in January to March 2009: a third
stockton-tested-5-or-more       |  110 | 3.1  | people with 5 or more drug tests, taken as April 2007 to March 2009
stockton-ni38-most-prolific     |   15 | 3.1  | 10 percent of the 150: almost half of offences, April to September 2008
stockton-ni38-cohort            |  150 | 2.3  | positive test, or OASys score of 4 or more, January to March 2008
stockton-ni38-women             |   29 | 2.3  | of the 150, women
stockton-ni38-women-probation   |   16 | 2.3  | of the 29, on probation on 31 March 2009
stockton-ni38-women-ended       |    5 | 2.3  | of the 29, probation ended in January to March 2009
stockton-ppo-cohort             |   40 | 4.4  | on ppo on 1 April 2008
stockton-ppo-months             | 21.5 | 4.4  | mean full months on the list of the 40 on 1 April 2008
stockton-ni30-baseline          |  247 | 4.6  | convictions of the 40, offences of 2007/08, known by July 2008
stockton-q1-convictions         |   56 | 4.7  | convictions of the 40, offences of April to June 2008
stockton-q2-convictions         |   49 | 4.8  | the same, July to September 2008
stockton-q3-convictions         |   23 | 4.9  | the same, October to December 2008
stockton-ppos-convicted         |   22 | 4.10 | of the 40, convicted of any of those: 55 percent
stockton-deregistered           |    8 | 4.11 | left ppo in 2008/09, reason good progress; no conviction in that year
stockton-year-2-cohort          |   42 | 4.12 | on ppo on 31 March 2009
stockton-year-2-months          | 28.5 | 4.12 | mean full months on the list of the 42 on 31 March 2009
stockton-year-2-baseline        |  221 | 4.12 | convictions of the 42, offences of 2008/09, known by June 2009
stockton-treatment              | 1243 | 5    | on treatment on 31 March 2009
stockton-women-treatment        |  389 | 5    | of these, women
stockton-women-probation        |  148 | 6.3  | women on probation on 31 March 2009
stockton-women-probation-drr    |   14 | 6.3  | of these, on drr
""",
    ),
    *_of(
        _STOCKTON,
        "000",
        """
stockton-dip                    |  100 | 2.1  | on dip on 31 March 2009; those on dip-suspended are not on it
stockton-caseload               |  870 | 2.1  | on probation on 31 March 2009
stockton-drr-caseload           |   50 | 2.1  | on drr on 31 March 2009
stockton-caseload-not-accessing |  717 | 2.1  | of the 870, never on dip or dip-suspended
stockton-caseload-closed        |   67 | 2.1  | of the 870, once on dip, now on neither
stockton-caseload-suspended     |   40 | 2.1  | of the 870, on dip-suspended
stockton-caseload-active        |   46 | 2.1  | of the 870, on dip
stockton-more-than-four         |  110 | 2.2  | more than 4 arrests for acquisitive crime in the area, 2007/08
stockton-more-than-four-young   |   11 | 2.2  | of the 110, under 18 on 31 March 2008
stockton-more-than-four-ppo     |   19 | 2.2  | of the 110, on ppo on 31 March 2008
stockton-more-than-ten          |   15 | 2.2  | more than 10 arrests, and never on ppo up to 31 March 2008
stockton-caseload-drugs         |  365 | 2.6  | of the 870, latest OASys drug score 4 or more: 42 percent
""",
    ),
    *_of(
        _NATIONAL,
        "001",
        """
national-ppo           | 1000 | 4.4 | on ppo on 30 June 2008: a size of ours, only the shares are printed
national-custody       |  330 | 4.4 | of these, serving a sentence: 33 percent
national-custody-short |   59 | 4.4 | of the 330, a sentence under 12 months: 18 percent
national-custody-long  |  271 | 4.4 | of the 330, a sentence over 12 months: 82 percent, 27 percent of all
""",
    ),
    *_of(
        _PETERBOROUGH,
        "004",
        """
peterborough-iom-caseload |  100 | 5.1.8 | on iom on 30 June 2012
peterborough-iom-custody  |   50 | 5.1.8 | of these, in custody
peterborough-households   |  120 | 5.6.1 | households that meet all four criteria, July 2011 to June 2012
""",
    ),
]
MARGINS = {row.figure: row for row in _ROWS}
