"""The same page and the same number of a provider, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.provenance import canonical_url, is_older, is_uri, provider_key

SAME_PAGE = [
    "https://www.beispiel.de/politik/rede-1.html",
    "http://www.beispiel.de/politik/rede-1.html",
    "HTTPS://WWW.Beispiel.DE/politik/rede-1.html/",
    "https://www.beispiel.de:443/politik/rede-1.html#kommentare",
    "https://www.beispiel.de/politik/rede-1.html?utm_source=feed&utm_medium=rss",
    "https://www.beispiel.de./politik/rede-1.html?fbclid=abc",
]


@pytest.mark.parametrize("address", SAME_PAGE)
def test_same_page(address: str) -> None:
    """What differs between links to a page is left out."""
    assert canonical_url(address) == SAME_PAGE[0]


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("https://beispiel.de/a?id=7&utm_id=9", "https://beispiel.de/a?id=7"),
        ("https://beispiel.de/a?id=7&page=2", "https://beispiel.de/a?id=7&page=2"),
        ("https://beispiel.de/?p=123", "https://beispiel.de?p=123"),
        ("https://beispiel.de/%c3%a4", "https://beispiel.de/%C3%A4"),
        ("http://beispiel.de:8080/a", "https://beispiel.de:8080/a"),
        ("  https://beispiel.de/a  ", "https://beispiel.de/a"),
    ],
)
def test_kept(address: str, canonical: str) -> None:
    """What may name another page stays."""
    assert canonical_url(address) == canonical


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://beispiel.de/",
        "https://beispiel.de?utm_source=feed",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "urn:newsml:dpa.com:1",
        "https://[broken",
        "https://beispiel.de:99999999/a",
        "https:///a",
        "http://./0",
        f"https://beispiel.de/{'a' * 3000}",
        "/politik/rede",
    ],
)
def test_no_page(address: str) -> None:
    """Front pages, other schemes and broken addresses name no article."""
    assert canonical_url(address) == ""


@given(st.one_of(st.text(), st.from_regex(r"https?://[a-z.:0-9]+/[\w/?=&%#]*", fullmatch=True)))
def test_settled(address: str) -> None:
    """A canonical address is its own."""
    once = canonical_url(address)
    assert canonical_url(once) == once


def test_provider_keys() -> None:
    """A URI stands for itself, any other number for its source's; without a source it says nothing."""
    assert provider_key(" urn:newsml:dpa.com:20090101:1 ", "dpa") == "urn:newsml:dpa.com:20090101:1"
    assert provider_key("17", "dpa") == provider_key("17", " DPA ") != provider_key("17", "AFP")
    assert provider_key("17", "") == provider_key("", "dpa") == ""
    assert [is_uri(one) for one in ("tag:a,2020:b", "https://a.de/b", "17", "12:30", "a:", ":a")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("version", "than", "older"),
    [
        ("1", "2", True),
        ("9", "10", True),
        ("2", "2", False),
        ("3", "2", False),
        ("2026-01-02T08:00:00Z", "2026-01-02T09:00:00Z", True),
        ("2026-01-02T09:00:00Z", "2026-01-02T08:00:00Z", False),
        ("2026-01-02T08:00:00Z", "2026-01-02T08:00:00.5Z", False),
        ("a", "b", False),
        ("", "2", False),
        ("2", "", False),
    ],
)
def test_versions(version: str, than: str, older: bool) -> None:  # noqa: FBT001 - a row of the table
    """Only numbers, and times alike in form, come before others."""
    assert is_older(version, than) is older
