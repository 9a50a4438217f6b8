"""Before and after, shown as what it is: beside the others, and beside what the choice of people alone would give."""
