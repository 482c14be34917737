"""How far reviewers agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations, permutations, product
from math import sqrt
from pathlib import Path
from random import Random
from statistics import mean, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.agreement import Agreement, Caveat, Figure, Rating, ReviewerPair, agreement
from datasette_claims.agreement.resampling import FEWEST_SAMPLES, MOST_DRAWS, multinomial, samples_for

SCALE = {"true": 5.0, "mostly_true": 4.0, "partly_false": 3.0, "mostly_false": 2.0, "false": 1.0, "opinion": None}
NUMBERS = {str(number): float(number) for number in range(1, 6)}
# Four reviewers and twelve units, gaps as dots (Krippendorff 2011).
KRIPPENDORFF = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
UNDEFINED = Figure(None, None, None)

Units = Sequence[Mapping[str, str]]

answers = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(list(SCALE)), max_size=4)
many = st.lists(answers, max_size=12)


def ratings(units: Units) -> list[Rating]:
    return [Rating(str(place), who, key) for place, unit in enumerate(units) for who, key in unit.items()]


def measure(units: Units, values: Mapping[str, float | None] = SCALE, *, samples: int = 0, seed: int = 0) -> Agreement:
    return agreement(ratings(units), values, samples=samples, seed=seed)


def two(**counts: int) -> list[dict[str, str]]:
    """Return units that Ann and Ben judged: ``yn=5`` are five with Ann's y and Ben's n."""
    return [{"ann": pair[0], "ben": pair[1]} for pair, count in counts.items() for _ in range(count)]


def by_definition(units: Units, values: Mapping[str, float] | None = None) -> float | None:
    """Return α as 1 less observed by expected disagreement, over all ordered pairs one by one."""
    known = [[key for key in unit.values() if values is None or key in values] for unit in units]
    paired = [unit for unit in known if len(unit) > 1]
    every = [key for unit in paired for key in unit]

    def cost(first: str, second: str) -> float:
        if values is None:
            return float(first != second)
        low, high = sorted((values[first], values[second]))
        among = sum(low <= values[key] <= high for key in every)
        ends = sum(values[key] == low for key in every) + sum(values[key] == high for key in every)
        return 0.0 if low == high else (among - ends / 2) ** 2

    expected = sum(cost(*pair) for pair in permutations(every, 2))
    if not expected:
        return None
    observed = sum(cost(*pair) / (len(unit) - 1) for unit in paired for pair in permutations(unit, 2))
    return 1 - (observed / len(every)) / (expected / len(every) / (len(every) - 1))


def test_krippendorff() -> None:
    """The published example gives the published α of both kinds."""
    units = [{str(who): row[place] for who, row in enumerate(KRIPPENDORFF) if row[place] != "."} for place in range(12)]
    found = measure(units, NUMBERS)
    assert found.alpha_nominal.value == pytest.approx(0.743, abs=0.0005)
    assert found.alpha_ordinal.value == pytest.approx(0.815, abs=0.0005)
    assert (found.units, found.ratings) == (11, 40)


def test_cohen() -> None:
    """The usual 2 × 2 table gives κ 0.4, for both together and for the two as a pair."""
    found = measure(two(yy=20, yn=5, ny=10, nn=15))
    assert (found.kappa.value, found.raw) == (pytest.approx(0.4), 0.7)
    assert found.pairs == (ReviewerPair("ann", "ben", 50, 0.7, found.kappa.value),)


def test_high_raw_agreement() -> None:
    """Where nearly everything is called false, 98 % raw agreement can be worse than chance, and a caveat says so."""
    found = measure(two(ff=98, tf=1, ft=1))
    assert (found.raw, found.caveats) == (0.98, (Caveat.SKEWED,))
    assert found.kappa.value == pytest.approx(-0.01, abs=0.001)


def test_pooled_pairs() -> None:
    """Two answers a unit of changing reviewers give the κ of pairs without an order, beside Cohen's of each pair."""
    units = [{"ann": "y", "ben": "y"}, {"ann": "y", "cem": "n"}, {"ben": "n", "cem": "n"}, {"ben": "y", "cem": "n"}]
    found = measure(units)
    assert found.kappa.value == 0.0  # half agree, and half of all answers are y
    assert Caveat.POOLED in found.caveats
    assert [(pair.first, pair.second, pair.units, pair.kappa) for pair in found.pairs] == [
        ("ann", "ben", 1, None),
        ("ann", "cem", 1, 0.0),
        ("ben", "cem", 2, 0.0),
    ]


def test_three_answers() -> None:
    """A unit with three answers leaves no κ of all, but α and the κ of each pair of reviewers."""
    found = measure([{"ann": "y", "ben": "y", "cem": "n"}, {"ann": "n", "ben": "n"}], samples=100)
    assert found.kappa == UNDEFINED
    assert Caveat.NOT_PAIRS in found.caveats
    assert found.alpha_nominal.value is not None
    assert (found.pairs[0].kappa, found.raw) == (1.0, 0.5)


def test_order() -> None:
    """Labels without a number, or that the scale does not know, count for the nominal α alone."""
    ordered = [{"ann": "true", "ben": "mostly_true"}, {"ann": "false", "ben": "false"}]
    beside = [*ordered, {"ann": "opinion", "ben": "true"}, {"ann": "legend", "ben": "legend"}]
    assert measure(ordered).alpha_ordinal == measure(beside).alpha_ordinal
    assert measure(ordered).alpha_nominal != measure(beside).alpha_nominal


def test_same_number() -> None:
    """Two labels with the same number differ in name but not in order."""
    found = measure(two(ab=1, cc=1), {"a": 1.0, "b": 1.0, "c": 2.0})
    assert found.alpha_ordinal.value == 1.0
    assert found.alpha_nominal.value is not None
    assert found.alpha_nominal.value < 1


def test_confusion() -> None:
    """Pairs of labels are counted whoever gave which, in the scale's order, and the worst are named first."""
    units = two(aa=3, ab=1, ba=2, bc=4, xa=1)
    found = measure(units, {"c": None, "b": None, "a": None})
    assert found.confusion == (("c", "b", 4), ("b", "a", 3), ("a", "a", 3), ("a", "x", 1))
    assert found.worst_pairs == (("c", "b", 4), ("b", "a", 3), ("a", "x", 1))


def test_worst_five() -> None:
    """No more than five worst pairs are named."""
    units = [{"ann": first, "ben": second} for first, second in combinations(SCALE, 2)]
    assert len(measure(units).worst_pairs) == 5


def test_first_answer() -> None:
    """Of a reviewer's several answers on a unit the first counts."""
    once = [Rating("1", "ann", "true"), Rating("1", "ben", "true")]
    assert agreement([*once, Rating("1", "ann", "false")], SCALE) == agreement(once, SCALE)


@pytest.mark.parametrize("units", [[], [{}], [{"ann": "true"}, {"ben": "true"}]])
def test_nothing_to_compare(units: Units) -> None:
    """Without a unit that two reviewers judged there is no figure, and the caveat is that there are too few."""
    found = measure(units, samples=1000)
    assert (found.units, found.ratings, found.raw, found.samples) == (0, 0, None, 0)
    assert (found.kappa, found.alpha_nominal, found.alpha_ordinal) == (UNDEFINED, UNDEFINED, UNDEFINED)
    assert (found.pairs, found.confusion, found.worst_pairs) == ((), (), ())
    assert found.caveats == (Caveat.FEW_UNITS,)


def test_one_label() -> None:
    """Where one label is all that was given κ and α are not defined, however high the raw agreement."""
    found = measure(two(yy=40), samples=100)
    assert (found.raw, found.kappa, found.alpha_nominal, found.alpha_ordinal) == (1.0, UNDEFINED, UNDEFINED, UNDEFINED)
    assert found.caveats == (Caveat.SKEWED, Caveat.NO_VARIATION)


@pytest.mark.parametrize(
    ("units", "caveats"),
    [
        (two(yy=15, nn=15), ()),
        (two(yy=15, nn=14), (Caveat.FEW_UNITS,)),
        (two(yy=24, nn=6), ()),
        (two(yy=25, nn=5), (Caveat.SKEWED,)),
    ],
)
def test_limits(units: Units, caveats: tuple[Caveat, ...]) -> None:
    """Thirty units are enough, and 80 % for one label is not yet too much."""
    assert measure(units).caveats == caveats


@given(many)
def test_definition(units: Units) -> None:
    """Both kinds of α are what their definition over all ordered pairs of answers gives."""
    numbers = {key: number for key, number in SCALE.items() if number is not None}
    compared = [unit for unit in units if len(unit) > 1]
    found = measure(units)
    assert found.alpha_nominal.value == pytest.approx(by_definition(compared))
    assert found.alpha_ordinal.value == pytest.approx(by_definition(compared, numbers))


@given(many, st.permutations("abcd"), st.permutations(list(SCALE)), st.randoms(use_true_random=False))
def test_names_do_not_matter(units: Units, reviewers: list[str], keys: list[str], chance: Random) -> None:
    """Other names for reviewers and labels, and another order of the ratings, change no nominal figure."""
    called, names = dict(zip("abcd", reviewers, strict=True)), dict(zip(SCALE, keys, strict=True))
    other = [{called[who]: names[key] for who, key in unit.items()} for unit in units]
    shuffled = ratings(other)
    chance.shuffle(shuffled)
    before, after = measure(units), agreement(shuffled, SCALE, samples=0)
    assert (after.raw, after.units, after.caveats) == (before.raw, before.units, before.caveats)
    assert after.kappa.value == pytest.approx(before.kappa.value)
    assert after.alpha_nominal.value == pytest.approx(before.alpha_nominal.value)


@given(many, st.randoms(use_true_random=False))
def test_order_of_ratings(units: Units, chance: Random) -> None:
    """The order in which ratings come changes nothing, intervals included."""
    shuffled = ratings(units)
    chance.shuffle(shuffled)
    assert agreement(shuffled, SCALE, samples=20) == measure(units, samples=20)


@given(st.lists(st.sampled_from(list(NUMBERS)), min_size=1), st.integers(2, 4))
def test_perfect(keys: list[str], reviewers: int) -> None:
    """Perfect agreement gives 1 if more than one label was given, and nothing if one was."""
    found = measure([{str(who): key for who in range(reviewers)} for key in keys], NUMBERS)
    expected = 1.0 if len(set(keys)) > 1 else None
    assert (found.raw, found.alpha_nominal.value, found.alpha_ordinal.value) == (1.0, expected, expected)
    assert found.kappa.value == (expected if reviewers == 2 else None)


@given(many)
def test_bounds(units: Units) -> None:
    """No coefficient is above 1, each lies within its interval, and the caveats know what is not defined."""
    found = measure(units, samples=20)
    for figure in (found.kappa, found.alpha_nominal, found.alpha_ordinal):
        if figure.value is None:
            assert figure == UNDEFINED
        elif figure.low is not None:
            assert figure.high is not None
            assert figure.low <= figure.value <= figure.high <= 1
    if found.units:
        assert (found.alpha_nominal.value is None) == (Caveat.NO_VARIATION in found.caveats)


@given(many)
def test_pairs_add_up(units: Units) -> None:
    """The confusion table holds every pair of answers once, and so do the pairs of reviewers."""
    found = measure(units)
    total = sum(len(unit) * (len(unit) - 1) // 2 for unit in units)
    assert sum(count for *_, count in found.confusion) == sum(pair.units for pair in found.pairs) == total
    agreeing = sum(pair.raw * pair.units for pair in found.pairs)
    assert agreeing == pytest.approx(sum(count for first, second, count in found.confusion if first == second))


@given(many)
def test_twice_the_units(units: Units) -> None:
    """Units judged alike once more leave raw agreement and κ as they are and change α by its correction for size."""
    once, twice = measure(units), measure([*units, *units])
    assert (twice.raw, twice.kappa.value) == (once.raw, pytest.approx(once.kappa.value))
    if once.alpha_nominal.value is not None:
        size = once.ratings
        growth = (2 * size - 1) / (2 * size - 2)
        assert twice.alpha_nominal.value == pytest.approx(1 - (1 - once.alpha_nominal.value) * growth)


@given(
    st.lists(st.sampled_from(list(NUMBERS))),
    st.sets(st.sampled_from(list(NUMBERS)), min_size=4, max_size=4).map(sorted),
)
def test_neighbours_cost_less(agreed: list[str], keys: list[str]) -> None:
    """With the same answers in all, neighbours that differ give a higher ordinal α than extremes, no other nominal."""
    lowest, low, high, highest = keys
    same = [{"ann": key, "ben": key} for key in agreed]
    near = measure([*same, {"ann": lowest, "ben": low}, {"ann": high, "ben": highest}], NUMBERS)
    far = measure([*same, {"ann": lowest, "ben": highest}, {"ann": high, "ben": low}], NUMBERS)
    assert near.alpha_nominal == far.alpha_nominal
    assert near.alpha_ordinal.value is not None
    assert far.alpha_ordinal.value is not None
    assert near.alpha_ordinal.value > far.alpha_ordinal.value


def test_same_seed() -> None:
    """The same seed gives the same intervals, another one others; the values never depend on it."""
    units = two(yy=20, yn=5, ny=10, nn=15)
    first, other = measure(units, samples=200), measure(units, samples=200, seed=1)
    assert first == measure(units, samples=200)
    assert first.kappa.value == other.kappa.value
    assert first.kappa != other.kappa


def test_width() -> None:
    """The interval is as wide as Cohen's large-sample error of κ says, and narrower with more units."""
    large = measure(two(yy=400, yn=100, ny=200, nn=300), samples=2000).kappa
    small = measure(two(yy=20, yn=5, ny=10, nn=15), samples=2000).kappa
    assert large.low is not None
    assert large.high is not None
    assert small.low is not None
    assert small.high is not None
    assert large.high - large.low == pytest.approx(2 * 1.96 * sqrt(0.7 * 0.3 / 0.5**2 / 1000), rel=0.1)
    assert small.high - small.low > 3 * (large.high - large.low)


def test_without_resamples() -> None:
    """Without resamples there are values but no interval."""
    assert measure(two(yy=1, nn=1), samples=0).kappa == Figure(1.0, None, None)


@pytest.mark.parametrize("counts", [(1,), (3, 1), (1, 40, 2, 7), (5000, 3000, 1990, 10)])
def test_resample(counts: tuple[int, ...]) -> None:
    """A resample has as many units as there are, and each pattern as often on average, with the spread of chance."""
    chance, size = Random(0), sum(counts)
    drawn = [multinomial(chance, counts) for _ in range(4000)]
    assert {sum(one) for one in drawn} == {size}
    assert min(min(one) for one in drawn) >= 0
    for place, count in enumerate(counts):
        found, variance = [one[place] for one in drawn], count * (1 - count / size)
        assert mean(found) == pytest.approx(count, abs=4 * sqrt(variance / len(drawn)))
        assert pvariance(found) == pytest.approx(variance, rel=0.12)


class Counting(Random):
    """Chance that counts how often it was asked."""

    asked = 0

    def random(self) -> float:
        self.asked += 1
        return super().random()


def test_work_of_a_resample() -> None:
    """A hundred times the units are resampled with the same effort, for it lies in the patterns."""
    effort = []
    for count in (100, 10_000):
        chance = Counting(0)
        multinomial(chance, [count] * 45)
        effort.append(chance.asked)
    assert effort[1] <= effort[0] <= 100


@given(st.integers(1, 10_000))
def test_work_of_all_resamples(patterns: int) -> None:
    """The more patterns there are the fewer resamples are drawn, so that the work stays bounded."""
    drawn = samples_for(1000, patterns)
    assert FEWEST_SAMPLES <= drawn <= 1000
    assert drawn == FEWEST_SAMPLES or drawn * patterns <= MOST_DRAWS
    assert samples_for(1000, patterns + 1) <= drawn


def test_ten_thousand_units() -> None:
    """Ten thousand units of two reviewers and every pair of labels get all their resamples."""
    pairs = list(product(SCALE, repeat=2))
    units = [dict(zip(("ann", "ben"), pairs[place % len(pairs)], strict=True)) for place in range(10_000)]
    found = measure(units, samples=100)
    assert (found.units, found.samples) == (10_000, 100)
    assert Counter(found.caveats) == Counter()
    assert found.kappa.value == pytest.approx(0, abs=0.01)


def test_page(root: Path) -> None:
    """The documentation explains every caveat, and its example is what the code gives."""
    page = (root / "docs" / "agreement.md").read_text("utf-8")
    assert [caveat.value for caveat in Caveat if f"| `{caveat.value}` |" not in page] == []
    found = measure(two(yy=20, yn=5, ny=10, nn=15), samples=1000)
    for figure in (found.kappa, found.alpha_nominal):
        assert f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})" in page
