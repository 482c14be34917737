"""Which names can be the same speaker's, and which cannot: names in many spellings, reasons, keys, roles."""

from __future__ import annotations

from itertools import combinations

import namesakes as benchmark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.model import SpeakerKind
from datasette_claims.naming.comparing import Candidate, Difference, Likeness, abbreviates, compare
from datasette_claims.naming.names import body, is_same, person
from datasette_claims.naming.roles import role
from datasette_claims.naming.suggesting import FAMILY, MOST, keys, probes, suggest

PAIRS = benchmark.pairs(benchmark.PAIRS)
GIVEN = [
    "Wladimir",
    "Vladimir",
    "Anna",
    "A.",
    "Hans-Peter",
    "Hans Peter",
    "Joe",
    "Joseph",
    "Mohammed",
    "Xi",
    "Dr. Anna",
    "",
]
LAST = [
    "Putin",
    "Poutine",
    "Müller",
    "Mueller",
    "Muller",
    "von der Leyen",
    "al-Assad",
    "el-Assad",
    "Jinping",
    "Путин",
    "Jr.",
]
PERSONS = st.builds(lambda one, other: f"{one} {other}".strip(), st.sampled_from(GIVEN), st.sampled_from(LAST))
BODIES = st.sampled_from(
    ["Siemens", "Siemens AG", "DGB", "Deutscher Gewerkschaftsbund (DGB)", "Der Spiegel", "(x)", "AG"]
)
NAMES = PERSONS | BODIES | st.text(max_size=12)
KINDS = st.sampled_from(SpeakerKind)
IDS = st.sampled_from([None, None, "Q1", "Q2"])


def speakers(key: str) -> st.SearchStrategy[Candidate]:
    """Return speakers of an id."""
    return st.builds(
        Candidate, st.just(key), NAMES, KINDS, st.lists(NAMES, max_size=2).map(tuple), IDS, st.just(None) | IDS
    )


def human(key: str, name: str, *aliases: str) -> Candidate:
    return Candidate(key, name, SpeakerKind.PERSON, aliases)


def organisation(key: str, name: str, *aliases: str) -> Candidate:
    return Candidate(key, name, SpeakerKind.ORGANISATION, aliases)


@pytest.mark.parametrize(("expected", "one", "other"), PAIRS, ids=lambda value: getattr(value, "name", value))
def test_pairs(expected: str, one: Candidate, other: Candidate) -> None:
    """Names in other spellings are suggested, a last name alone with little weight, and others not at all."""
    found = suggest([one, other])
    scores = [suggestion.comparison.score for suggestion in found]
    assert {"same": [True], "weak": [False], "other": []}[expected] == [score > 0.5 for score in scores]


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ("Gerhard Schröder", "Gerhard Schroeder", {Likeness.MARKS}),
        ("Dr. Angela Merkel", "Angela Merkel", {Likeness.BESIDE}),
        ("Putin, Wladimir", "Wladimir Putin", {Likeness.ORDER}),
        ("Orbán Viktor", "Viktor Orban", {Likeness.ORDER, Likeness.MARKS}),
        ("Maria Sacharowa", "Maria Zakharova", {Likeness.TRANSLITERATION}),
        ("Joe Biden", "Joseph Biden", {Likeness.GIVEN_NAME}),
        ("W. Putin", "Vladimir Putin", {Likeness.INITIAL}),
        ("Donald J. Trump", "Donald Trump", {Likeness.FURTHER_NAME}),
        ("Putin", "Wladimir Putin", {Likeness.LAST_NAME}),
        ("W.W. Putin", "W. W. Putin", {Likeness.SAME_LETTERS}),
        ("Bush, Jr.", "Bush, jr", {Likeness.SAME_LETTERS}),
    ],
)
def test_reasons(one: str, other: str, reasons: set[Likeness]) -> None:
    """Each suggestion says what speaks for it."""
    assert set(compare(human("a", one), human("b", other)).reasons) == reasons


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        (human("a", "Angela Merkel"), human("b", "Wolfgang Merkel"), Difference.OTHER_GIVEN_NAME),
        (human("a", "Donald Trump"), human("b", "Donald Trump Jr."), Difference.OTHER_GENERATION),
        (human("a", "Porsche"), organisation("b", "Porsche"), Difference.OTHER_KIND),
        (human("a", "Anna Weber"), human("b", "Anna Huber"), Difference.OTHER_NAME),
        (human("a", "!"), human("b", "!"), Difference.OTHER_NAME),
        (organisation("a", "!"), organisation("b", "!"), Difference.OTHER_NAME),
        (
            Candidate("a", "Anna Weber", SpeakerKind.PERSON, (), "Q1"),
            Candidate("b", "Anna Weber", SpeakerKind.PERSON, (), "Q2"),
            Difference.OTHER_ID,
        ),
    ],
)
def test_against(one: Candidate, other: Candidate, against: Difference) -> None:
    """What rules two speakers out is told, whatever speaks for them."""
    comparison = compare(one, other)
    assert (comparison.reasons, comparison.against, comparison.score) == ((), against, 0.0)


def test_aliases() -> None:
    """Another name counts like the name, but never brings people together whose given names differ by shortening."""
    merkel = human("a", "Angela Merkel", "Merkel", "Mutti")
    assert compare(merkel, human("b", "Mutti")).reasons == (Likeness.ALIAS, Likeness.SAME_LETTERS)
    assert compare(merkel, human("b", "Wolfgang Merkel", "Merkel")).against is Difference.OTHER_GIVEN_NAME
    baron = human("a", "Karl-Theodor zu Guttenberg", "KT Guttenberg")
    assert Likeness.ALIAS in compare(baron, human("b", "KT Guttenberg")).reasons
    short = human("a", "Angela Merkel", "A. Merkel"), human("b", "Andreas Merkel", "A. Merkel")
    assert compare(*short).against is Difference.OTHER_GIVEN_NAME
    assert compare(human("a", "Wladimir Putin", "Wova"), human("b", "Anna Weber", "Wova")).reasons == ()
    union = organisation("a", "Deutscher Gewerkschaftsbund", "DGB")
    assert Likeness.ALIAS in compare(union, organisation("b", "DGB")).reasons


def test_same_id() -> None:
    """Two speakers with one id in a catalogue are the same, whatever they are called."""
    one = Candidate("a", "Anna Weber", SpeakerKind.PERSON, (), None, "118540238")
    other = Candidate("b", "Anna Huber", SpeakerKind.PERSON, (), None, "118540238")
    assert compare(one, other).reasons == (Likeness.SAME_ID,)
    again = Candidate("b", "A. Weber", SpeakerKind.PERSON, (), None, "118540238")
    assert compare(one, again).reasons == (Likeness.SAME_ID, Likeness.INITIAL)
    assert keys(one) & keys(other) == {"ig118540238"}


def test_last_name_of_one() -> None:
    """A last name alone is suggested for the only person of that name, and not where kinds are unknown."""
    short, angela, petra = human("a", "Merkel"), human("b", "Angela Merkel"), human("c", "Petra Merkel")
    assert [(one.one, one.other) for one in suggest([short, angela])] == [("a", "b")]
    assert suggest([short, angela, petra]) == ()
    assert suggest([short, Candidate("b", "Angela Merkel", SpeakerKind.UNKNOWN)]) == ()


def test_said_to_be_two() -> None:
    """What people kept apart is suggested no more."""
    both = [human("a", "Anna Weber"), human("b", "A. Weber")]
    assert len(suggest(both)) == 1
    assert suggest(both, {("a", "b")}) == ()
    assert compare(*both, is_apart=True).against is Difference.SAID


def test_many_namesakes() -> None:
    """More namesakes than anybody could look through are not compared."""
    many = [human(f"s{place}", f"A{'.' * place} Weber") for place in range(MOST + 1)]
    assert suggest(many) == ()
    assert len(suggest(many[:3])) == 3


@given(st.tuples(speakers("a"), speakers("b")))
@settings(max_examples=400)
def test_symmetric(both: tuple[Candidate, Candidate]) -> None:
    """It does not matter which of two speakers comes first, nor does any text raise an error."""
    assert compare(*both) == compare(*reversed(both))


@given(st.tuples(speakers("a"), speakers("b")))
@settings(max_examples=400)
def test_shared_keys(both: tuple[Candidate, Candidate]) -> None:
    """Two speakers that may be the same share a key, and one is found by what the other looks for."""
    one, other = both
    if compare(one, other).reasons:
        assert keys(one) & keys(other)
        assert probes(keys(one)) & keys(other)
        assert probes(keys(other)) & keys(one)


@given(NAMES, KINDS)
def test_itself(name: str, kind: SpeakerKind) -> None:
    """A name with letters suggests itself, with no other spelling needed."""
    one, other = Candidate("a", name, kind), Candidate("b", name, kind)
    has_letters = (body if kind in {SpeakerKind.ORGANISATION, SpeakerKind.GROUP} else person)(name)
    assert [found.comparison.reasons for found in suggest([one, other])] == (
        [(Likeness.SAME_LETTERS,)] if has_letters else []
    )


@given(st.lists(PERSONS | BODIES, max_size=12, unique=True), KINDS)
def test_blocks_miss_nothing(called: list[str], kind: SpeakerKind) -> None:
    """Comparing by keys finds what comparing everybody with everybody does, last names aside."""
    everybody = [Candidate(f"s{place:02}", name, kind) for place, name in enumerate(called)]
    found = {(one.one, one.other) for one in suggest(everybody)}
    wanted = {(one.id, other.id): compare(one, other).reasons for one, other in combinations(everybody, 2)}
    sure = {pair for pair, reasons in wanted.items() if reasons and Likeness.LAST_NAME not in reasons}
    assert sure <= found <= {pair for pair, reasons in wanted.items() if reasons}


def test_given_names_in_one() -> None:
    """Given names with and without a hyphen meet, though the family name is spelled in another language."""
    both = [human("a", "Hans-Peter Putin"), human("b", "Hans Peter Poutine")]
    assert [found.comparison.reasons for found in suggest(both)] == [(Likeness.TRANSLITERATION,)]


def test_names() -> None:
    """A name's parts are told apart, and nothing without letters has any."""
    putin = person("Präsident W. W. Putin")
    assert putin is not None
    assert putin.words == ("präsident", "w", "w", "putin")
    assert [person(text) and person(text).last for text in ("Xi Jinping", "Jinping, Xi", "Xi Muller")] == [  # type: ignore[union-attr]
        "xi",
        "jinping",
        "muller",
    ]
    assert person("…") is None
    assert body("—") is None
    assert {FAMILY + "muller", FAMILY + "mueller"} < keys(human("a", "Anna Müller"))
    assert keys(human("a", "?")) == frozenset()


def test_same_names() -> None:
    """Names are the same by their letters alone: marks count, titles, legal forms and a comma do not."""
    assert is_same("Putin, Wladimir", "WLADIMIR PUTIN")
    assert is_same("Siemens AG", "Siemens")
    assert not is_same("Gerhard Schröder", "Gerhard Schroder")
    assert not is_same("", "Anna")


@pytest.mark.parametrize(
    ("short", "name", "is_short"),
    [
        ("DGB", "Deutscher Gewerkschaftsbund", True),
        ("BaFin", "Bundesanstalt für Finanzdienstleistungsaufsicht", True),
        ("SPD", "Deutscher Gewerkschaftsbund", False),
        ("DXB", "Deutscher Gewerkschaftsbund", False),
        ("Bund", "Bundesregierung", False),
        ("AB", "", False),
    ],
)
def test_abbreviations(short: str, name: str, is_short: bool) -> None:  # noqa: FBT001 - a table's column
    """An abbreviation is in capitals, and its letters stand in the name in their order."""
    assert abbreviates(short, name) is is_short


@pytest.mark.parametrize(
    ("surface", "name", "words"),
    [
        ("Kremlsprecher Dmitri Peskow", "Dmitri Peskow", "Kremlsprecher"),
        ("Peskow, der Sprecher des Kremls", "Dmitri Peskow", "Sprecher des Kremls"),
        ("der Kremlchef", "Wladimir Putin", "Kremlchef"),
        ("Putins", "Wladimir Putin", ""),
        ("er", "Wladimir Putin", ""),
        ("Herr Feldmann", "Jonas Feldmann", ""),
        ("Bundeskanzlerin Angela Merkel (CDU)", "Angela Merkel", "Bundeskanzlerin"),
        ("DGB", "Deutscher Gewerkschaftsbund", ""),
        ("Der Kreml", "Kreml", ""),
        ("Ministerin Leutheusser-Schnarrenberger", "Sabine Leutheusser-Schnarrenberger", "Ministerin"),
        ("Minister " * 20, "Anna Weber", ""),
        ("„", "Anna Weber", ""),
    ],
)
def test_roles(surface: str, name: str, words: str) -> None:
    """A role is what is left without the name, articles and titles; pronouns and abbreviations are none."""
    assert role(surface, name) == words


def test_benchmark() -> None:
    """The benchmark's names are the same for everybody, and its pairs are many, half of them different people."""
    assert benchmark.names(50) == benchmark.names(50)
    assert len(PAIRS) >= 150
    assert 0.4 < sum(expected == "other" for expected, _, _ in PAIRS) / len(PAIRS) < 0.6
