"""What agencies say of an item beside its text: sections, signals, and what was wrong, which calls for another look."""

from __future__ import annotations

from sqlite_utils import Database

from datasette_claims.migrations.articles import MIGRATIONS
from datasette_claims.migrations.speakers import SPEAKER_TABLES

_CORRECTIONS = """
CREATE TABLE article_corrections ( -- What an agency says was wrong in an article and what is right; append-only.
  article_version_id TEXT NOT NULL REFERENCES article_versions(id), -- The wording that came with it.
  n INTEGER NOT NULL,             -- 1 for the first that the wording states.
  article_id TEXT NOT NULL REFERENCES articles(id), -- The article.
  old TEXT NOT NULL,              -- What was wrong.
  new TEXT NOT NULL,              -- What is right.
  place TEXT NOT NULL,            -- Where, as the agency says: 4. Absatz; empty if it does not.
  language TEXT NOT NULL,         -- ISO 639-1 code of the note's language.
  PRIMARY KEY (article_version_id, n)
)
"""

_RECHECKS = """
CREATE TABLE claim_rechecks (     -- Claims that held what an agency says was wrong; append-only. Reviewing a claim again, opening it again or saying that it stands ends what is open.
  claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim.
  article_version_id TEXT NOT NULL, -- The wording that came with the correction.
  n INTEGER NOT NULL,             -- Which of its corrections.
  run_id INTEGER NOT NULL REFERENCES runs(id), -- The load that brought it.
  after_seq INTEGER NOT NULL,     -- The newest event then; later ones can end it.
  at TEXT NOT NULL,               -- When.
  PRIMARY KEY (claim_id, article_version_id, n),
  FOREIGN KEY (article_version_id, n) REFERENCES article_corrections(article_version_id, n)
)
"""

# Steps are taken in the order in which their modules are imported, so this one names the one before it.
CORRECTION_TABLES = SPEAKER_TABLES | {"article_corrections": _CORRECTIONS, "claim_rechecks": _RECHECKS}
"""The tables up to this step by name, each as the SQL that makes it."""

# SQLite keeps the text of an added column where it stands, so its comment is one that may be followed by others.
_COLUMNS = (
    "sections TEXT NOT NULL DEFAULT '[]' /* JSON list of [start, end, place, source] of the datelines that open a section after the first. */",
    "signals TEXT NOT NULL DEFAULT '[]' /* JSON list of what the agency calls it: correction, update, repeat, summary, lead, urgent. */",
    "source_kind TEXT CHECK (source_kind IN ('issuer')) /* issuer if the text is a release that its issuer answers for; empty for an agency's own. */",
)

_RECHECK = "needs_recheck INTEGER NOT NULL DEFAULT 0 /* 1 if the article was corrected where the claim stood, and nobody has looked at it since. */"

_ENDING = "'answered', 'adjudicated', 'rejected', 'reopened', 'corrected', 'withdrawn', 'replaced', 'upheld'"
_IS_OPEN = f"""EXISTS (SELECT 1 FROM claim_rechecks r WHERE r.claim_id = NEW.claim_id AND NOT EXISTS (
    SELECT 1 FROM review_events e WHERE e.claim_id = r.claim_id AND e.seq > r.after_seq AND e.type IN ({_ENDING})
    AND NOT EXISTS (SELECT 1 FROM review_events u WHERE u.undoes = e.seq)))"""


def _triggers() -> list[str]:
    """Return what keeps the rows as they are, and needs_recheck as what follows from them and from the log."""
    found = []
    for table, conflict in (
        ("article_corrections", "article_version_id = NEW.article_version_id AND n = NEW.n"),
        ("claim_rechecks", "claim_id = NEW.claim_id AND article_version_id = NEW.article_version_id AND n = NEW.n"),
    ):
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        there = f"EXISTS (SELECT 1 FROM {table} WHERE ({conflict}) OR rowid = NEW.rowid)"
        found += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refuse}",
        ]
    update = f"BEGIN UPDATE claims SET needs_recheck = {_IS_OPEN} WHERE id = NEW.claim_id; END"
    flagged = "EXISTS (SELECT 1 FROM claim_rechecks WHERE claim_id = NEW.claim_id)"
    return [
        *found,
        f"CREATE TRIGGER claim_rechecks_open AFTER INSERT ON claim_rechecks {update}",
        f"CREATE TRIGGER review_events_recheck AFTER INSERT ON review_events WHEN {flagged} {update}",
    ]


@MIGRATIONS()
def m007_corrections(db: Database) -> None:
    """Sections and signals of every wording, what agencies corrected, and the claims that held what was wrong."""
    for column in _COLUMNS:
        db.execute(f"ALTER TABLE article_versions ADD COLUMN {column}")
    for statement in (_CORRECTIONS, _RECHECKS):
        db.execute(statement.strip())
    db.execute(f"ALTER TABLE claims ADD COLUMN {_RECHECK}")
    db.execute("CREATE INDEX article_corrections_article ON article_corrections(article_id)")
    db.execute("CREATE INDEX claims_recheck ON claims(needs_recheck, priority) WHERE needs_recheck = 1")
    for trigger in _triggers():
        db.execute(trigger)
