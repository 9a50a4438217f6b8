"""Paragraphs of made-up reports whose words must fit: limits, figures printed twice, labels, classes, old papers."""

from random import Random

from bench.claims_words import NAMES, SERVICES, SMALL, Lines, Topic, count, off, parts_of


def thresholds(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """One limit, told twice."""
    limit = count(rng.randint(60, 3000))
    loose = rng.choice(
        (
            f"The target is that {topic.event} should not exceed {limit} in the year.",
            f"The agreed ceiling allows no more than {limit} {topic.event} in twelve months.",
            f"Our target for the year is a maximum of {limit} {topic.event}.",
            f"The {topic.body} must keep {topic.event} to at most {limit}.",
        )
    )
    strict = rng.choice(
        (
            f"Members will know that the target is fewer than {limit} {topic.event}.",
            f"The target of less than {limit} {topic.event} remains in place.",
            f"To meet the target there must be under {limit} {topic.event} in the year.",
            f"We aim to keep {topic.event} below {limit}, as was agreed with the target in spring.",
        )
    )
    again = rng.choice(
        (
            f"The target, to recall, is not to exceed {limit} {topic.event}.",
            f"As said, the limit is no more than {limit}.",
        )
    )
    return [loose, f"Work goes on with partners in {rng.choice(NAMES)}.", strict if wrong else again]


def same_twice(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """One quantity, printed twice."""
    size = rng.randint(120, 900)
    share = rng.randint(15, 80)
    part = (
        rng.choice(
            (
                share + rng.choice((-1, 1, 2, -2)),
                int(f"{share}"[::-1]) if share % 11 and int(f"{share}"[::-1]) > 10 else share + 1,
            )
        )
        if wrong
        else share
    )
    part = share + 1 if wrong and (part == share or part > share * 1.25 or part < share * 0.8) else part
    service = rng.choice(SERVICES)
    total = rng.randint(1200, 9800)
    swapped = _swap(total) if wrong else total
    cost = rng.randint(120, 900) * 1000
    other = cost + rng.randint(8, 30) * 1000 if wrong else cost
    a, b, c = parts_of(rng, cost, 3)
    rows = f"Item\tCost\nStaff\t£{a:,}\nPremises\t£{b:,}\nContracts\t£{c:,}"
    return [
        [
            f"{share}% of the cohort were in {service} and {rng.randint(5, 14)}% were in custody.",
            f"A word on method: the extract was taken on {rng.randint(1, 28)} May.",
            f"As shown above, {part}% of the cohort were in {service}.",
        ],
        [
            f"During the year there were {count(total)} {topic.event}.",
            f"Staff in {rng.choice(NAMES)} were trained in spring.",
            f"Each of the {count(swapped)} {topic.event} was reviewed by an officer.",
        ],
        [f"The service cost £{other:,} in the year. The cost is set out in the table.", rows],
        [
            f"Some {size} people were on the caseload, and {share}% of the caseload had used {service} before.",
            f"The team moved to {rng.choice(NAMES)} House in autumn.",
            f"We know that {part}% of the caseload had used {service} before.",
        ],
        [
            f"A total of {count(total)} {topic.event} were recorded.",
            "The count includes those that were later withdrawn.",
            f"The {count(swapped)} {topic.event} recorded are spread over {SMALL[rng.randint(4, 9)]} wards.",
        ],
        [
            f"Overall {share}% of the sample had received {service} in the past.",
            "Interviews took about an hour.",
            f"It is striking that {part}% of the sample had received {service} in the past.",
        ],
    ][rng.randrange(6)]


def _swap(total: int) -> int:
    digits = list(str(total))
    places = [place for place in range(1, len(digits) - 1) if digits[place] != digits[place + 1]]
    if not places:
        return total + 9
    place = places[-1]
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    return int("".join(digits))


def orders(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A paragraph under the heading of a quarter, with its label."""
    quarter = rng.randint(1, 4)
    names = ("first", "second", "third", "fourth")
    told = names[quarter - 2 if wrong else quarter - 1]
    events, last = count(rng.randint(30, 900)), count(rng.randint(30, 900))
    earlier = names[quarter - 2]
    return [
        rng.choice((f"# Quarter {quarter}", f"# Quarter {quarter} performance", f"# Q{quarter}")),
        [
            f"There were {events} {topic.event} in the {told} quarter, all of them dealt with by the new team.",
            f"The service recorded {events} {topic.event} in the {told} quarter.",
            f"{events} {topic.people} were seen during the {told} quarter and letters were sent to each.",
            f"A count of {events} {topic.event} for the {told} quarter has been confirmed by the Home Office.",
            f"Partners dealt with {events} {topic.event} over the {told} quarter.",
            f"Some {events} {topic.event} were closed in the {told} quarter.",
        ][rng.randrange(6)],
        f"This compares with {last} in the {earlier} quarter."
        if quarter > 1
        else "There is no earlier figure.",
    ]


def classes(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """How many people had how many events, and the totals."""
    top = rng.randint(6, 14)
    table = [(value, max(1, round(400 / value**2 * rng.uniform(0.6, 1.4)))) for value in range(top, 0, -1)]
    people, events = sum(each for _, each in table), sum(value * each for value, each in table)
    if wrong:
        people, events = (
            (people + rng.randint(9, 60), events)
            if rng.random() < 0.5
            else (people, events - rng.randint(11, 80))
        )
    spelt = ", ".join(f"{value}({each})" for value, each in table)
    none, one, two, more = parts_of(rng, rng.randint(80, 600), 4)
    size = none + one + two + more
    size = off(rng, size) if wrong else size
    lists = [
        [
            (
                f"In the five years {count(people)} {topic.people} were involved in {count(events)} "
                f"{topic.event}."
            ),
            "The numbers are as follows:",
            spelt,
        ],
        [
            (
                f"Over the period {count(people)} {topic.people} accounted for {count(events)} "
                f"{topic.event}, as set out below:"
            ),
            spelt,
        ],
        [
            (
                f"The {size} {topic.people} can be grouped by their number of {topic.event}: none ({none})"
                f", one ({one}), two ({two}), three or more ({more})."
            )
        ],
        [
            (
                f"Records were found for {size} {topic.people}. By number of earlier {topic.event} they we"
                f"re: none ({none}), one ({one}), two ({two}) and three or more ({more})."
            )
        ],
        [
            (
                f"Taking {count(people)} {topic.people} with {count(events)} {topic.event} between them, t"
                f"he number of {topic.event} per person (people in brackets) was:"
            ),
            spelt,
        ],
        [
            (
                f"Of the {size} {topic.people}, the number with none was {none}, with one {one}, with two "
                f"{two}, and with three or more {more}."
            )
        ],
    ]
    return lists[rng.randrange(6)]


def stale(rng: Random, topic: Topic, wrong: bool) -> tuple[Lines, Lines]:
    """The caseloads of now, and those of the paper before."""
    names = rng.sample(NAMES, 6)
    old = [rng.randint(20, 900) for _ in names]
    new = (
        old
        if wrong
        else [max(1, each + rng.choice((-1, 1)) * rng.randint(1, max(2, each // 6))) for each in old]
    )
    forms = (
        ["The current caseload of {name} is {value}."],
        ["At present {name} has {value} open cases."],
        ["The {name} team is now working with {value} people."],
        ["Open cases in {name} at the moment: {value}."],
        ["Currently {value} people are on the list in {name}."],
        ["In {name} there are now {value} live cases."],
    )
    form = forms[rng.randrange(6)][0]

    def told(values: list[int]) -> Lines:
        lines = [
            form.format(name=name, value=count(value)) for name, value in zip(names, values, strict=True)
        ]
        return lines if rng.random() < 0.5 else [" ".join(lines)]

    return told(new), told(old)
