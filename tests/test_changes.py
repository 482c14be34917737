"""What a load decides before it writes."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.changes import Decided, Held, Known, decide
from datasette_claims.identity import article_key, claim_keys
from datasette_claims.model import Article, Claim, QuoteType, Span

ARTICLE = Article(text="Es regne, es schneie, es hagle.", title="Wetter", origin="a.txt", raw_sha256="")
QUOTES = ("Es regne", "es schneie", "es hagle")


def claims(*quotes: str) -> list[Claim]:
    return [
        Claim(
            quote_type=QuoteType.INDIRECT,
            spans=(Span(0, len(quote)),),
            quote=quote,
            sentence=Span(0, len(ARTICLE.text)),
            cue=None,
            mention=None,
            speaker=None,
            rule="by hand",
            confidence=1.0,
        )
        for quote in quotes
    ]


HELD = Held(claims("What it said does not matter here")[0])
RETIRED = replace(HELD, is_retired=True)


def test_new_article() -> None:
    """Of an article that is not known everything is added, as its first version."""
    changes = decide(ARTICLE, claims(*QUOTES), None)
    assert changes.article_id == article_key(ARTICLE.text)
    assert (changes.seq, len(changes.added), changes.moved, changes.retired) == (1, 3, (), ())


def test_next_version() -> None:
    """A new wording keeps the article's id, moves what it still holds, adds the new and retires the gone."""
    rain, snow = claim_keys("a0", claims("Es regne", "es schneie"))
    changes = decide(ARTICLE, claims("Es regne", "es hagle"), Known("a0", 3, {rain: HELD, snow: HELD}))
    assert (changes.article_id, changes.seq) == ("a0", 4)
    assert [key for key, _ in changes.moved] == [rain]
    assert [claim.quote for _, claim in changes.added] == ["es hagle"]
    assert changes.retired == (snow,)


def test_retired_once() -> None:
    """What is retired already is not retired again, so that its date stays."""
    (gone,) = claim_keys("a0", claims("es schneie"))
    assert decide(ARTICLE, (), Known("a0", 1, {gone: RETIRED})).retired == ()


def test_revival() -> None:
    """A retired claim that a new wording holds again moves there instead of being added twice."""
    (back,) = claim_keys("a0", claims("es schneie"))
    changes = decide(ARTICLE, claims("es schneie"), Known("a0", 2, {back: RETIRED}))
    assert ([key for key, _ in changes.moved], changes.added) == ([back], ())


@given(st.lists(st.sampled_from(QUOTES), max_size=6), st.lists(st.sampled_from(QUOTES), max_size=6))
def test_nothing_lost(before: list[str], after: list[str]) -> None:
    """Every claim known or found is in exactly one of added, moved and retired."""
    old = claim_keys("a0", claims(*before))
    changes = decide(ARTICLE, claims(*after), Known("a0", 1, dict.fromkeys(old, HELD)))
    added, moved = {key for key, _ in changes.added}, {key for key, _ in changes.moved}
    retired = set(changes.retired)
    assert added | moved | retired == set(old) | set(claim_keys("a0", claims(*after)))
    assert len(added) + len(moved) + len(retired) == len(added | moved | retired)


def at(quote: str, text: str) -> Claim:
    """Return a claim where its words stand in a text first."""
    (one,) = claims(quote)
    start = text.index(quote)
    return replace(one, spans=(Span(start, start + len(quote)),), sentence=Span(0, len(text)))


RAIN, SNOW, HAIL = (at(quote, ARTICLE.text) for quote in QUOTES)
NEWER = replace(ARTICLE, text=f"Neu. {ARTICLE.text}")


def test_manual_claims_move() -> None:
    """What people made goes where its words stand, in the order of the text, and the extractor adds nothing there."""
    mine = replace(SNOW, quote_type=QuoteType.DIRECT)
    known = Known("a0", 1, {"c1": HELD}, {"c1": Decided(mine, ARTICLE.text)})
    changes = decide(NEWER, [at(quote, NEWER.text) for quote in QUOTES], known)
    assert [claim.quote for _, claim in changes.added] == ["Es regne", "es hagle"]
    ((key, moved),) = changes.moved
    assert (key, moved.quote_type, moved.spans) == ("c1", QuoteType.DIRECT, at("es schneie", NEWER.text).spans)
    assert (changes.manual, changes.order["c1"], changes.retired) == ({"c1"}, 1, ())


def test_manual_claim_is_gone() -> None:
    """What people made is retired when its words are gone, and back when they are back."""
    held = {"c1": Decided(SNOW, ARTICLE.text)}
    gone = decide(replace(ARTICLE, text="Es regne."), (), Known("a0", 1, {"c1": HELD}, held))
    assert (gone.moved, gone.retired, gone.manual) == ((), ("c1",), frozenset())
    back = decide(NEWER, (), Known("a0", 2, {"c1": RETIRED}, held))
    assert ([key for key, _ in back.moved], back.retired) == (["c1"], ())


def test_replaced_claims_stay_away() -> None:
    """What people put aside is neither added, moved nor revived, however often the extractor finds it."""
    (old,) = claim_keys("a0", [SNOW])
    known = Known("a0", 1, {old: RETIRED}, {old: Decided(SNOW, ARTICLE.text, is_replaced=True)})
    for text in (NEWER.text, "Es hagle, sie sagte: es schneie."):
        changes = decide(replace(ARTICLE, text=text), [at("es schneie", text)], known)
        assert (changes.added, changes.moved, changes.retired, changes.manual) == ((), (), (), frozenset())


def test_replaced_one_of_two() -> None:
    """Of two claims with the same words the one that people put aside stays away, and the other keeps its id."""
    text = "Es regne, sagt er. Ja, Es regne, sagt sie."
    first, second = at("Es regne", text), replace(at("Es regne", text), spans=(Span(23, 31),))
    one, other = claim_keys("a0", [first, second])
    held = {one: Decided(replace(first, sentence=Span(0, 18)), text, is_replaced=True)}
    found = [replace(first, spans=(Span(5, 13),)), replace(second, spans=(Span(28, 36),))]
    changes = decide(replace(ARTICLE, text=f"Neu. {text}"), found, Known("a0", 1, {one: RETIRED, other: HELD}, held))
    assert (changes.added, changes.retired) == ((), ())
    assert [(key, claim.spans) for key, claim in changes.moved] == [(other, (Span(28, 36),))]


def test_manual_claim_lost_among_repeats() -> None:
    """A claim of people's that cannot be found again without guessing retires; what the extractor finds all stands."""
    (key,) = claim_keys("a0", [SNOW])
    text = "Sie sagte: es schneie. Er auch: es schneie."
    first, second = (replace(SNOW, spans=(span,), sentence=span) for span in (Span(11, 21), Span(32, 42)))
    known = Known("a0", 1, {key: HELD}, {key: Decided(SNOW, ARTICLE.text)})
    changes = decide(replace(ARTICLE, text=text), [first, second], known)
    assert [claim.spans for _, claim in changes.added] == [first.spans, second.spans]
    assert (changes.moved, changes.retired) == ((), (key,))


def test_manual_id_is_not_given_away() -> None:
    """The same words elsewhere, that the extractor finds, get an id of their own beside people's."""
    text = "Es regne, sagt er. Ja, Es regne, sagt sie."
    mine = replace(at("Es regne", text), sentence=Span(0, 18))
    (key,) = claim_keys("a0", [mine])
    elsewhere = replace(mine, spans=(Span(23, 31),))
    changes = decide(replace(ARTICLE, text=text), [elsewhere], Known("a0", 1, {key: HELD}, {key: Decided(mine, text)}))
    assert [(one, claim.spans) for one, claim in changes.moved] == [(key, mine.spans)]
    assert [claim.spans for _, claim in changes.added] == [elsewhere.spans]
    assert changes.added[0][0] == claim_keys("a0", [mine, elsewhere])[1]


def test_parents_over_both() -> None:
    """A manual claim can hold an extracted one, and the other way round."""
    whole = Decided(at(ARTICLE.text, ARTICLE.text), ARTICLE.text)
    part = Decided(at("regne", ARTICLE.text), ARTICLE.text)
    changes = decide(ARTICLE, [RAIN], Known("a0", 1, {"c1": HELD, "c2": HELD}, {"c1": whole, "c2": part}))
    ((key, _),) = changes.added
    assert changes.parents == {key: "c1", "c2": key}
