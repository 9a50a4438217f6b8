"""What the seeds' papers print of single people, paragraph by paragraph: each is found before it is published again.

The sentences are the papers' own (Stockton-on-Tees, 2009; printed by the councils themselves).
"""

import pytest

from iomlib.build.scanner import search

PARAGRAPHS = {
    "4.11, eight people who were taken off the scheme": (
        "It is pleasing to report that in the last financial year we have deregistered 8 PPOs for making good "
        "progress. CG is currently drug free; attending numerous courses and has had occasional employment. SH is "
        "drug free and DH is stable in treatment with no illicit substance misuse. IB is drug free and seeking "
        "employment, JC is drug free, JH is drug free, SC stable in treatment, RM stable in treatment All eight "
        "have no recorded convictions in the last twelve months.",
        "8 people by initials",
    ),
    "7.2, grandparents": ("Grandparents A have 8 children (5 males, 3 females)", "1 member of a family"),
    "7.2, son B": (
        "Son B has relationships with five women and produces 11 children",
        "1 member of a family",
    ),
    "7.2, daughter C": (
        "Daughter C has three male children all of whom have convictions",
        "1 member of a family",
    ),
    "7.2, son F": ("Son F has one male who has convictions", "1 member of a family"),
    "7.2, son I": ("Son I has one son and has convictions", "1 member of a family"),
}
HARMLESS = {
    "4.10": "Interestingly only 55% of the cohort have been convicted in the three quarters of this tracking period",
    "3.12": 'This cohort of 73 adult "High Crime Causers" were responsible for 720 arrests during 08/09',
    "table of 4.12": "Cohort in year 2\t42. Average number of months on scheme\t28.5. NI 30 and NI 38 are set.",
    "5.8.1": "Colleagues at HM Prison Peterborough were invited to contribute to this report",
}


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_a_paragraph_of_the_seeds_that_tells_of_single_people_is_found(name):
    text, said = PARAGRAPHS[name]
    [told] = search({"a.html": f"<p>{text}</p>".encode()}, "public")
    assert said in told, told


@pytest.mark.parametrize("name", HARMLESS)
def test_a_paragraph_of_the_seeds_that_tells_of_nobody_is_let_through(name):
    assert search({"a.html": f"<p>{HARMLESS[name]}</p>".encode()}, "public") == []
