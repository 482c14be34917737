"""What agencies write to newsrooms and nobody may publish."""

from __future__ import annotations

import pytest

from datasette_claims.errors import NotForPublication
from datasette_claims.extraction import extract
from datasette_claims.readers import notepad

TEXT = "Der Minister sagte, die Brücke sei baufällig.\n\nSie werde gesperrt, sagte er."
CONTACT = "Autor: Hans Geheim, +49 30 1234567"

BELOW = [
    f"{TEXT}\n\n# Notizblock\n\n## Ansprechpartner\n{CONTACT}",
    f"{TEXT}\n\nNotizblock:\n\n{CONTACT}",
    f"{TEXT}\n\n* * * *\nDie folgenden Informationen sind nicht zur Veröffentlichung bestimmt\n\n{CONTACT}",
    f"{TEXT}\n\n* * * *\n\n## Nicht zur Veröffentlichung bestimmt ##\n{CONTACT}",
    f"{TEXT}\n\nThe following information is not intended for publication:\n\n{CONTACT}",
    f"{TEXT}\n\n--- NOT FOR PUBLICATION ---\n{CONTACT}",
]
BESIDE = [
    f"(Hinweis an die Redaktionen, nicht zur Veröffentlichung: {CONTACT})\n{TEXT}",
    f"(EDITORS: Not for publication. {CONTACT})\n{TEXT}",
    f"{TEXT}\nEDITOR'S NOTE - NOT FOR PUBLICATION: {CONTACT}",
    f"{TEXT}\nNicht zum Abdruck: {CONTACT}",
]
PROSE = [
    TEXT,
    f"Das Papier sei nicht zur Veröffentlichung bestimmt, hieß es.\n\n{TEXT}",
    f"The report was not for publication, he said.\n\n{TEXT}",
    f"Sein Notizblock lag auf dem Tisch.\n\n{TEXT}",
    f"Notizblock\n\n{TEXT}",
    f"Er fragte: „Ist das nicht zur Veröffentlichung bestimmt?“\n\n{TEXT}",
    f"{TEXT}\n\n* * *\n\n{TEXT}",
]


@pytest.mark.parametrize("text", BELOW + BESIDE)
def test_notes(text: str) -> None:
    """A note, or all that stands below a notepad's heading, is taken off, and nothing else."""
    assert notepad.without(text, "a.txt") == TEXT


@pytest.mark.parametrize("text", PROSE)
def test_prose(text: str) -> None:
    """What merely speaks of publishing stays as it is."""
    assert notepad.without(text, "a.txt") is text


@pytest.mark.parametrize("text", ["NOT FOR PUBLICATION\n\n" + TEXT, f"(EDITORS: not for publication. {CONTACT})"])
def test_nothing_else(text: str) -> None:
    """Where nothing may be published nothing is kept."""
    with pytest.raises(NotForPublication, match="rede: not for publication"):
        extract(text, origin="rede")


@pytest.mark.parametrize("text", BELOW + BESIDE)
def test_never_stored(text: str) -> None:
    """No reader keeps it: neither in the text nor in a claim."""
    found = extract(text, pipeline="fast")
    assert "Geheim" not in repr(found)
    assert found.article.text == TEXT
