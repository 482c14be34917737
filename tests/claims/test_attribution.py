"""Step 6: every frame, quotation and free sentence becomes a typed quote with cue and mention."""

from __future__ import annotations

import pytest
from steps import read

from datasette_claims.model import excerpt

SHORT = {"direct": "D", "indirect": "I", "indirect_free_indirect": "IFI", "free_indirect": "FI", "reported": "R"}


def attributed(text: str, language: str = "de") -> list[tuple[str, str, str]]:
    """Return type, quote and mention of every attribution."""
    reading = read(text, "attribution", language)
    return [
        (SHORT[item.quote_type.value], excerpt(text, item.spans), item.mention.text if item.mention else "")
        for item in reading.attributions
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pohl sagte: „Es regnet.“", ("D", "„Es regnet.“", "Pohl")),
        ("Pohl sagte, es regne.", ("I", "es regne", "Pohl")),
        ("Pohl forderte Regen.", ("R", "Pohl forderte Regen.", "Pohl")),
        ("„Es regnet hier viel“, sagte Pohl, „und oft.“", ("D", "„Es regnet hier viel“ … „und oft.“", "Pohl")),
        ("Pohl: „Es regnet.“", ("D", "„Es regnet.“", "Pohl")),
    ],
)
def test_one(text: str, found: tuple[str, str, str]) -> None:
    """Words in marks are direct, others indirect; a stance without content is reported as a whole sentence."""
    assert attributed(text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Pohl sagte, es regne „wie aus Kübeln“.",
            [("I", "es regne „wie aus Kübeln“", "Pohl"), ("D", "„wie aus Kübeln“", "Pohl")],
        ),
        ("Pohl sagte, der „Klotz“ sei alt.", [("I", "der „Klotz“ sei alt", "Pohl")]),
        ("Pohl nannte das „Unfug“.", [("R", "Pohl nannte das „Unfug“.", "Pohl"), ("D", "„Unfug“", "Pohl")]),
        ("Pohl berichtete von „viel zu viel Regen“.", [("D", "„viel zu viel Regen“", "Pohl")]),
        ("Pohl berichtete von „Unfug“.", []),
        ("Pohl schrieb im Magazin „Der rote Damm“.", []),
        ("„Der rote alte Damm“ mahnt uns.", []),
        (
            "Laut Polizei regnet es „wie aus Kübeln“, „Unfug“.",
            [("I", "regnet es „wie aus Kübeln“, „Unfug“", "Polizei"), ("D", "„wie aus Kübeln“", "Polizei")],
        ),
        ("Es gibt nach Angaben „von ganz oben“ Regen.", [("I", "Es gibt … Regen", "Angaben „von ganz oben“")]),
        (
            "Oben steht „Hier ist der Damm sehr alt und sehr hoch“, wonach es regnet.",
            [("D", "„Hier ist der Damm sehr alt und sehr hoch“", ""), ("I", "es regnet", "wonach")],
        ),
        (
            "Die Tafel „Hier ist der Damm sehr alt und sehr hoch“ steht laut Polizei.",
            [
                ("I", "Die Tafel „Hier ist der Damm sehr alt und sehr hoch“ steht", "Polizei"),
                ("D", "„Hier ist der Damm sehr alt und sehr hoch“", "Polizei"),
            ],
        ),
    ],
)
def test_fragments(text: str, found: list[tuple[str, str, str]]) -> None:
    """A fragment is a claim of its own within somebody's words or where a naming verb points at it; titles are none."""
    assert attributed(text) == found


def test_resumed() -> None:
    """Words that go on behind the frame as a sentence of their own are a claim of their own, without a cue."""
    assert attributed("„Es regnet hier viel.“, sagte Pohl, „Und oft.“") == [
        ("D", "„Es regnet hier viel.“", "Pohl"),
        ("D", "„Und oft.“", "Pohl"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Pohl sagte, dass es laut Polizei in Kiel regne.",
            ["dass es laut Polizei in Kiel regne", "dass es … in Kiel regne"],
        ),
        (
            "Pohl sagte am Montag laut Polizei, dass es regne.",
            ["Pohl sagte am Montag … dass es regne", "dass es regne"],
        ),
    ],
)
def test_source_within(text: str, found: list[str]) -> None:
    """A source phrase inside somebody's words governs no more than these."""
    assert [quote for _, quote, _ in attributed(text)] == found


def test_thought_of_another() -> None:
    """A mere thought inside somebody else's words is no claim of its own."""
    assert attributed("Moskau hoffe, dass es regne, sagte Pohl.") == [("I", "Moskau hoffe, dass es regne", "Pohl")]
    assert attributed("Moskau hofft, dass es regnet.") == [("I", "dass es regnet", "Moskau")]


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("Die Partei forderte Regen.", True),
        ("Sie forderte Regen.", True),
        ("Der Minister forderte Regen.", True),
        ("Jan Pohl forderte Regen.", True),
        ("Die Lage forderte viel.", False),
        ("Weil Pohl Regen forderte, kam er.", False),
        ("Pohl sagte etwas.", False),
        ("Es hieß so.", False),
    ],
)
def test_reported(text: str, *, reported: bool) -> None:
    """Only a person or an organisation holds a stance, and only in a main clause."""
    assert attributed(text) == ([("R", text, text.split(" forderte", maxsplit=1)[0])] if reported else [])


def test_free() -> None:
    """Free sentences that follow one another in a paragraph are one claim; they have the nearest speaker before."""
    assert attributed(
        "Pohl sagte, es regne. Der Damm sei alt. Er bleibe noch.\n\nEr sei hoch. Er soll weg. Er sei teuer."
    ) == [
        ("I", "es regne", "Pohl"),
        ("IFI", "Der Damm sei alt. Er bleibe noch.", "Pohl"),
        ("IFI", "Er sei hoch.", "Pohl"),
        ("FI", "Er soll weg.", "Pohl"),
        ("IFI", "Er sei teuer.", "Pohl"),
    ]


def test_free_apart() -> None:
    """Free sentences with the author's between them are two claims."""
    assert attributed("Pohl sagte, es regne. Der Damm sei alt. Es blieb still. Er bleibe noch.") == [
        ("I", "es regne", "Pohl"),
        ("IFI", "Der Damm sei alt.", "Pohl"),
        ("IFI", "Er bleibe noch.", "Pohl"),
    ]


def test_free_with_fragment() -> None:
    """A fragment inside a free sentence is a claim too; inside the author's only a long quotation is, of nobody."""
    assert attributed("Pohl sagte, es regne. Der Damm sei „alt und hoch“. Er ist „alt und hoch“.") == [
        ("I", "es regne", "Pohl"),
        ("IFI", "Der Damm sei „alt und hoch“.", "Pohl"),
        ("D", "„alt und hoch“", "Pohl"),
    ]
    assert attributed("Pohl sagte, es regne. Oben steht „Dieser Damm ist für alle da, Tag und Nacht“ rot.") == [
        ("I", "es regne", "Pohl"),
        ("D", "„Dieser Damm ist für alle da, Tag und Nacht“", ""),
    ]


@pytest.mark.parametrize(
    ("before", "mention"),
    [
        ("Pohl sagte, es regne.", "Pohl"),
        ("", ""),
        ("Pohl sagte, es regne. Landwirt Jan Brandt schweigt.", "Landwirt Jan Brandt"),
        ("Die Polizei sagte, es regne. Demnach sei es kalt.", "Die Polizei"),
    ],
)
def test_alone(before: str, mention: str) -> None:
    """A quotation alone belongs to whoever is introduced before it, else to the nearest speaker before."""
    assert attributed(f"{before} „Der Damm hält.“ Es blieb still.")[-1] == ("D", "„Der Damm hält.“", mention)


def test_alone_of_one_word() -> None:
    """A single word in marks that stands alone is no claim."""
    assert attributed("Pohl sagte, es regne. „Ja.“") == [("I", "es regne", "Pohl")]


def test_frame_in_subjunctive() -> None:
    """A sentence whose own frame stands in the subjunctive is somebody's words as a whole."""
    found = attributed("Pohl sagte, es regne. Ein Zeuge habe erklärt, dass es regne.")
    assert [(kind, quote) for kind, quote, _ in found] == [
        ("I", "es regne"),
        ("IFI", "Ein Zeuge habe erklärt, dass es regne."),
        ("I", "dass es regne"),
    ]


def test_cue() -> None:
    """A cue's neighbouring words are one span, the others spans of their own."""
    reading = read("Pohl forderte gestern alle dazu auf, zu gehen.", "attribution")
    (item,) = reading.attributions
    assert item.cue is not None
    assert (item.cue.text, item.cue.lemma, len(item.cue.spans)) == ("forderte … dazu auf", "auffordern", 2)
