"""What other processes do at the desk; each line that they print has been committed."""

from __future__ import annotations

import sys
from pathlib import Path

from office import Newsroom, verdict

from datasette_claims.database.filtering import Filters
from datasette_claims.desk import queue, reviewing


def take_all(room: Newsroom, who: str) -> None:
    """Take one claim after the other until there is none left."""
    while outcome := room.do(who, queue.take_next, Filters()):
        print(outcome.claim_id, flush=True)  # noqa: T201 - what the test reads


def answer_all(room: Newsroom, who: str) -> None:
    """Answer one claim after the other, and let somebody else answer it too."""
    for key in [row[0] for row in room.rows("SELECT id FROM claims ORDER BY rowid")]:
        for one in (who, f"{who}2"):
            outcome = room.do(one, reviewing.answer, key, verdict("false"))
            print(outcome.event.answer_id, flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    {"take": take_all, "answer": answer_all}[sys.argv[1]](Newsroom(Path(sys.argv[2]), ()), sys.argv[3])
