"""Why-not names the one value that was changed, in first place nearly always."""

from collections import Counter

from .faults import cases

SEEDS = range(20_001, 20_201)


def test_the_changed_value_is_named_first():
    asked, first, among = Counter(), Counter(), Counter()
    for seed in SEEDS:
        for case in cases(seed):
            found = case.asked()
            assert found.certified + found.conditional == 0, seed
            named = [case.is_named(one) for one in found.relaxations]
            asked[case.fault.name] += 1
            first[case.fault.name] += named[:1] == [True]
            among[case.fault.name] += any(named[:3])
    assert asked.total() >= 140
    assert len(asked) >= 18
    assert first.total() >= 0.95 * asked.total(), {name: (first[name], count) for name, count in asked.items()}
    assert among.total() >= 0.98 * asked.total(), {name: (among[name], count) for name, count in asked.items()}


def test_the_same_facts_give_the_same_answer():
    (case,) = cases(3)
    one, other = case.asked(), case.asked()
    assert one.relaxations == other.relaxations
