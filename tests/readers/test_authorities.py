"""Authority files as newsrooms have them: tables, lines of JSON, and what Wikidata's query service gives."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.errors import UnreadableInput
from datasette_claims.readers.authorities import Entry, entries

PUTIN = Entry(2, "Wladimir Putin", ("Vladimir Poutine", "Путин"), "Q7747", "122188926")


@pytest.mark.parametrize(
    "text",
    [
        "name,aliases,wikidata_id,gnd_id\nWladimir Putin,Vladimir Poutine; Путин,Q7747,122188926\n",
        "\ufeffName;Alias;Wikidata;GND\nWladimir Putin;Vladimir Poutine | Путин;Q7747;https://d-nb.info/gnd/122188926\n",
        (
            "item\titemLabel\titemAltLabel\tgnd\n"
            "http://www.wikidata.org/entity/Q7747\tWladimir  Putin\tVladimir Poutine, Путин\t122188926\n"
        ),
        (
            "?item,?itemLabel,?itemAltLabel,?gnd\n<http://www.wikidata.org/entity/Q7747>,Wladimir Putin,"
            '"Vladimir Poutine, Путин",122188926\n'
        ),
    ],
)
def test_tables(text: str) -> None:
    """Tables with our headings, or Wikidata's, with ids or addresses, say the same."""
    assert entries(text.encode(), "who.csv") == (PUTIN,)


@pytest.mark.parametrize(
    "found",
    [
        {"name": "Wladimir Putin", "aliases": ["Vladimir Poutine", "Путин", None], "qid": "wd:Q7747", "gnd": 122188926},
        {
            "item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q7747"},
            "itemLabel": {"value": "Wladimir Putin"},
            "itemAltLabel": {"value": "Vladimir Poutine, Путин"},
            "gndId": {"value": "122188926"},
        },
    ],
)
def test_json(found: dict[str, object]) -> None:
    """Lines of JSON, arrays and the answers of query services say the same."""
    once = json.dumps(found)
    both = f"{once}\n\n{json.dumps({'name': 'Anna'})}\n"
    answer = json.dumps({"head": {}, "results": {"bindings": [found]}})
    for text in (once, f"[{once}]", both, answer):
        assert entries(text.encode(), "who.jsonl")[0] == Entry(1, *[getattr(PUTIN, name) for name in _PARTS])
    assert entries(both.encode(), "who.jsonl")[1] == Entry(3, "Anna", (), None, None)


_PARTS = ("name", "aliases", "wikidata_id", "gnd_id")


def test_one_item_in_many_rows() -> None:
    """Rows on one item are one entry; two GND ids of it cancel each other."""
    rows = "qid,name,gnd\nQ1,Anna,1\nQ1,Anna,2\nQ1,Anna Weber,\nQ2,Eva,\nQ2,Eva,3\n,Eva,\n"
    assert entries(rows.encode(), "who.csv") == (
        Entry(2, "Anna", ("Anna Weber",), "Q1", None),
        Entry(5, "Eva", (), "Q2", "3"),
        Entry(7, "Eva", (), None, None),
    )


def test_one_item_of_two() -> None:
    """Rows on one item stay apart if their names cannot be the same person's: one of the ids is a slip."""
    rows = "name,qid\nWladimir Putin,Q7747\nJoe Biden,Q7747\nVladimir Poutine,Q7747\n"
    assert entries(rows.encode(), "who.csv") == (
        Entry(2, "Wladimir Putin", ("Vladimir Poutine",), "Q7747", None),
        Entry(3, "Joe Biden", (), "Q7747", None),
    )


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("who,qid\nAnna,Q1\n", "who#2", "Call the column name"),
        ('{"name": "Anna"}\nno JSON\n', "who#2", "no JSON object"),
        ('[1, {"name": "Anna"}]', "who#1", "no JSON object"),
        ('{"results": {}}', "who#1", "no JSON object"),
        (f'name\n"{"x" * 200_000}\n', "who", "no CSV from here on"),
    ],
)
def test_unreadable(text: str, place: str, says: str) -> None:
    """What cannot be read is told with its place, and what stands beside it is read."""
    (wrong, *_) = (one for one in entries(text.encode(), "who") if isinstance(one, UnreadableInput))
    assert wrong.origin.startswith(place)
    assert says in str(wrong)


@given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: f"name,qid\n{text}".encode()))
def test_anything(raw: bytes) -> None:
    """No bytes raise an error, and every entry has a name."""
    assert all(isinstance(one, UnreadableInput) or one.name for one in entries(raw, "who.csv"))
