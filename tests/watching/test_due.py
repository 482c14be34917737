"""What a watch reads now and when it looks again: laws over any state and any time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims import due
from datasette_claims.due import DAY, FLOOR, HOUR, SETTLED, Answer, Feed, Look, Outcome, Read

NOW = 1_800_000_000.0
OLD = int((NOW - HOUR) * 1e9)
YOUNG = int((NOW - 1) * 1e9)

times = st.floats(NOW - 10 * DAY, NOW + 10 * DAY)
periods = st.floats(1, DAY)
looks = st.builds(Look, st.integers(0, 3), st.sampled_from([OLD, OLD + 1, YOUNG, int((NOW + HOUR) * 1e9)]))
names = st.sampled_from(["/a", "/b", "/c", "/d"])
reads = st.builds(Read, looks, st.booleans(), st.none() | times)
feeds = st.builds(
    Feed,
    etag=st.sampled_from(["", '"1"']),
    last_modified=st.sampled_from(["", "Tue, 01 Dec 2026 00:00:00 GMT"]),
    moved_to=st.sampled_from(["", "https://example.org/feed"]),
    asked_at=st.none() | times,
    not_before=st.none() | times,
    failures=st.integers(0, 50),
)
answers = st.builds(
    Answer,
    st.sampled_from(Outcome),
    etag=st.sampled_from(["", '"2"']),
    moved_to=st.sampled_from(["", "https://example.com/feed"]),
    wait=st.floats(0, 100 * DAY),
)


@given(st.dictionaries(names, looks), st.dictionaries(names, looks), st.dictionaries(names, reads), st.booleans())
def test_files(found: dict[str, Look], before: dict[str, Look], known: dict[str, Read], retry: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """A file is read, left for the next round, or known: one of these and no other, and only settled ones are read."""
    todo = due.files(found, before, known, NOW, retry=retry)
    assert not set(todo.now) & set(todo.unsettled)
    assert {*todo.now, *todo.unsettled} <= found.keys()
    assert all(due.is_settled(found[name], before.get(name), NOW) for name in todo.now)
    for name in found.keys() - {*todo.now, *todo.unsettled}:
        assert known[name].look == found[name]
    assert set(todo.vanished) == (known.keys() - found.keys() if found else set())


@given(st.dictionaries(names, looks), st.booleans())
def test_files_once(found: dict[str, Look], failed: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """What was read as it looks is not read again, failed or not, but a retry reads what failed."""
    known = {name: Read(look, failed) for name, look in found.items()}
    assert due.files(found, found, known, NOW) == due.Due((), (), ())
    assert set(due.files(found, found, known, NOW, retry=True).now) == (found.keys() if failed else set())


@given(st.dictionaries(names, looks))
def test_two_looks(found: dict[str, Look]) -> None:
    """Whatever looks the same in two rounds is read in the second, even if its time lies in the future."""
    todo = due.files(found, {}, {}, NOW)
    unsettled = {name: found[name] for name in todo.unsettled}
    assert {*todo.now, *due.files(found, unsettled, {}, NOW).now} == found.keys()


@pytest.mark.parametrize(("seconds", "settled"), [(0, False), (SETTLED - 0.5, False), (SETTLED, True), (-HOUR, False)])
def test_settled(seconds: float, settled: bool) -> None:  # noqa: FBT001 - a table
    """A file seen for the first time is whole when it has not changed for some seconds."""
    assert due.is_settled(Look(1, int((NOW - seconds) * 1e9)), None, NOW) is settled


@pytest.mark.parametrize(("later", "again"), [(0, False), (HOUR - 1, False), (HOUR, True)])
def test_tried_again(later: float, again: bool) -> None:  # noqa: FBT001 - a table
    """What time may heal is tried again, but not before its time."""
    look = Look(1, OLD)
    todo = due.files({"/a": look}, {}, {"/a": Read(look, failed=True, not_before=NOW + HOUR)}, NOW + later)
    assert bool(todo.now) is again


@given(feeds, answers, periods)
def test_polite(feed: Feed, answer: Answer, every: float) -> None:
    """Whatever a server answers, it is asked again neither within a minute nor before it wishes, a day at most."""
    kept = due.after(feed, answer, NOW)
    wait = due.feed_at(kept, every, NOW) - NOW
    assert wait >= max(FLOOR, every, min(answer.wait, DAY)) - 1e-3
    assert wait <= max(every, DAY) + 1e-3
    assert kept.gone is (answer.outcome is Outcome.GONE or feed.gone)


@given(st.integers(1, 10_000))
def test_pause(failures: int) -> None:
    """Failures in a row make the pause longer, never shorter, from a minute to an hour."""
    assert FLOOR <= due.pause(failures) <= due.pause(failures + 1) <= HOUR


@given(feeds, periods)
def test_failures(feed: Feed, every: float) -> None:
    """Failures are counted until one answer comes; a feed that fails at its new address is asked at the old one."""
    failed = due.after(feed, Answer(Outcome.FAILED), NOW)
    assert failed.failures == feed.failures + 1
    assert failed.moved_to == ""
    assert (failed.etag, failed.last_modified) == (("", "") if feed.moved_to else (feed.etag, feed.last_modified))
    assert due.feed_at(failed, every, NOW) >= NOW + due.pause(failed.failures)
    assert due.after(failed, Answer(Outcome.UNCHANGED), NOW).failures == 0


@given(feeds)
def test_unchanged(feed: Feed) -> None:
    """An answer that nothing has changed keeps what the server called its last one; a new one replaces it."""
    same = due.after(feed, Answer(Outcome.UNCHANGED), NOW)
    assert (same.etag, same.last_modified, same.moved_to) == (feed.etag, feed.last_modified, feed.moved_to)
    new = due.after(feed, Answer(Outcome.NEW, etag='"9"', moved_to="https://example.net/"), NOW)
    assert (new.etag, new.last_modified, new.moved_to) == ('"9"', "", "https://example.net/")


@given(feeds)
def test_forgotten(feed: Feed) -> None:
    """A feed that is to be read whole keeps everything else."""
    assert due.forgotten(feed) == replace(feed, etag="", last_modified="")


@given(st.none() | times, st.none() | times, periods, times)
def test_clock_goes_back(asked_at: float | None, not_before: float | None, every: float, now: float) -> None:
    """Neither a new place nor one looked at in the future waits; others wait for their time."""
    at = due.feed_at(Feed(asked_at=asked_at, not_before=not_before), every, now)
    folder = due.look_at(asked_at, every, now)
    if asked_at is None or asked_at > now:
        assert at == folder == now
    else:
        assert folder == asked_at + every
        assert at >= folder


@given(st.lists(times, max_size=4), periods)
def test_next_round(found: list[float], every: float) -> None:
    """The wait ends with the first that is due, after one second at least and the period at most."""
    wait = due.next_round(found, NOW, every)
    assert min(1.0, every) <= wait <= every
    if found and NOW + 1 <= min(found) <= NOW + every:
        assert NOW + wait == pytest.approx(min(found))
