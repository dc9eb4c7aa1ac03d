"""The exact linear programme proves what it says: by a solution, or by multipliers of the constraints."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from graph_kb.symbiosis.verifying.exact_lp import Constraint, has_solution, priced, solve


def drawn(rng, rows, columns):
    """Constraints at random, sparse and with small numbers, so that many are degenerate."""
    found = []
    for _ in range(rows):
        terms = {at: Fraction(rng.randint(-3, 3), rng.randint(1, 3)) for at in range(columns) if rng.random() < 0.5}
        found.append(Constraint(terms, rng.random() < 0.4, Fraction(rng.randint(-4, 4))))
    return found


def holds(constraint, solution):
    total = sum(value * solution.get(name, 0) for name, value in constraint.terms.items())
    return total == constraint.right if constraint.is_equal else total <= constraint.right


def is_proof(constraints, multipliers):
    if any(by > 0 and not one.is_equal for one, by in zip(constraints, multipliers, strict=True)):
        return False
    right = sum(by * one.right for one, by in zip(constraints, multipliers, strict=True))
    return right > 0 and all(value <= 0 for value in priced(constraints, multipliers).values())


def test_every_answer_is_proved():
    rng = random.Random(7)
    solved = 0
    for _ in range(600):
        constraints = drawn(rng, rng.randint(1, 7), rng.randint(1, 8))
        answer = solve(constraints)
        if answer.solution is None:
            assert is_proof(constraints, answer.multipliers)
        else:
            solved += 1
            assert all(value >= 0 for value in answer.solution.values())
            assert all(holds(one, answer.solution) for one in constraints)
    assert 100 < solved < 500


@pytest.mark.parametrize("more", [1, 3])
def test_a_part_of_the_columns_decides_as_all_of_them_do(more):
    rng = random.Random(11)
    for _ in range(300):
        constraints = drawn(rng, rng.randint(1, 6), rng.randint(2, 10))
        whole = solve(constraints).solution is not None
        assert has_solution(constraints, {0}, more) == whole


def test_a_cycling_example_ends():
    """Beale's example, on which the rule of the largest gain alone runs in a circle."""
    row = {1: Fraction(1, 4), 2: Fraction(-60), 3: Fraction(-1, 25), 4: Fraction(9)}
    other = {1: Fraction(1, 2), 2: Fraction(-90), 3: Fraction(-1, 50), 4: Fraction(3)}
    goal = {1: Fraction(3, 4), 2: Fraction(-150), 3: Fraction(1, 50), 4: Fraction(-6)}
    bounds = [Constraint(row, False, Fraction(0)), Constraint(other, False, Fraction(0))]
    bounds.append(Constraint({3: Fraction(1)}, False, Fraction(1)))
    for least, reachable in ((Fraction(1, 20), True), (Fraction(51, 1000), False)):
        wanted = Constraint({name: -value for name, value in goal.items()}, False, -least)
        assert (solve([*bounds, wanted]).solution is not None) == reachable
