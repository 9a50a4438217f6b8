"""What the summary of the attacks is made of."""

from tally import taken, tally


def test_what_was_tried_is_given_once():
    before = taken()
    tally("a table", 3, 0)
    tally("a table", 2, 1)
    assert taken() == [("a table", 3, 0), ("a table", 2, 1)]
    assert taken() == []
    for each in before:  # of another test, whose summary has not been made
        tally(*each)
