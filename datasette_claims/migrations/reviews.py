"""Reviews, their evidence and their history, leases, repeats, and what speeds a desk of many people up."""

from __future__ import annotations

from sqlite_utils import Database

from datasette_claims.identity import wording_key
from datasette_claims.migrations.articles import MIGRATIONS
from datasette_claims.priority import priority

_REVIEW_EVENTS = """
CREATE TABLE review_events (      -- Everything that people did to claims, speakers and settings, in order; append-only and chained by hashes.
  seq INTEGER PRIMARY KEY AUTOINCREMENT, -- 1 for the first event of the database, without gaps.
  at TEXT NOT NULL,               -- When it happened.
  actor TEXT NOT NULL,            -- Who did it.
  type TEXT NOT NULL,             -- What happened: triaged, taken, answered, published, added, replaced and others.
  claim_id TEXT REFERENCES claims(id), -- The claim; empty for what concerns the whole desk.
  from_state TEXT,                -- The claim's state before.
  to_state TEXT,                  -- The claim's state after.
  answer_id TEXT,                 -- The answer that was given; for a blind one before anybody may see it.
  undoes INTEGER REFERENCES review_events(seq), -- The event that this one takes back.
  batch TEXT,                     -- The bulk step that this was part of.
  payload TEXT NOT NULL,          -- JSON of everything else that the event holds, answers included.
  prev_hash TEXT NOT NULL,        -- Hash of the event before; empty for the first.
  hash TEXT NOT NULL UNIQUE       -- SHA-256 of this event with the hash before it.
)
"""

_REVIEWS = """
CREATE TABLE reviews (            -- What one person said of one aspect of one claim; append-only. Blind answers appear when the round is over.
  id TEXT PRIMARY KEY,            -- Answer and aspect.
  claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim.
  aspect TEXT NOT NULL CHECK (aspect IN ('extraction', 'attribution', 'veracity')), -- What was judged.
  verdict TEXT NOT NULL,          -- Key of the rating scale.
  reviewer TEXT NOT NULL,         -- Who judged.
  role TEXT NOT NULL CHECK (role IN ('sole', 'first', 'second', 'third', 'assessor', 'adjudicator', 'corrector')), -- In which capacity.
  summary TEXT NOT NULL,          -- The sentence to be published.
  rationale TEXT NOT NULL,        -- The reasoning behind it.
  flags TEXT NOT NULL DEFAULT '[]', -- JSON list of what stands beside the verdict: outdated, wrong_number and others.
  as_of TEXT,                     -- Date whose knowledge was judged by.
  created_at TEXT NOT NULL,       -- When the answer was given.
  scale_id TEXT NOT NULL,         -- The scale, with its version.
  answer_id TEXT NOT NULL,        -- The answer; one answer judges up to three aspects.
  event_seq INTEGER NOT NULL REFERENCES review_events(seq), -- The event that showed it.
  article_version_id TEXT REFERENCES article_versions(id), -- The wording that was judged.
  supersedes TEXT REFERENCES reviews(id), -- The review that this one corrects.
  correction_note TEXT,           -- What changed and why.
  FOREIGN KEY (scale_id, verdict) REFERENCES rating_values(scale_id, key)
)
"""

_EVIDENCE = """
CREATE TABLE evidence (           -- What verdicts rest on; append-only. Of confidential evidence only bearing, kind and commitment stand here.
  id TEXT PRIMARY KEY,            -- Number of the piece.
  claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim.
  bearing TEXT NOT NULL CHECK (bearing IN ('supports', 'refutes', 'context')), -- How it bears on the claim.
  kind TEXT CHECK (kind IN ('primary', 'secondary', 'expert', 'dataset', 'fact_check')), -- What it comes from.
  url TEXT,                       -- Where it is.
  title TEXT NOT NULL DEFAULT '', -- Its title.
  publisher TEXT NOT NULL DEFAULT '', -- Who published it.
  quote TEXT NOT NULL DEFAULT '', -- The passage that matters.
  published_at TEXT,              -- When it was published.
  retrieved_at TEXT,              -- When it was read.
  archive_url TEXT,               -- Where a copy is kept.
  archived_at TEXT,               -- When the copy was made.
  content_sha256 TEXT,            -- SHA-256 of the source as it was read.
  confidential INTEGER NOT NULL DEFAULT 0, -- 1 if only reviewers may see it.
  commitment TEXT,                -- SHA-256 that proves confidential evidence unchanged.
  added_by TEXT NOT NULL,         -- Who brought it.
  answer_id TEXT NOT NULL,        -- The answer it belongs to.
  event_seq INTEGER NOT NULL REFERENCES review_events(seq) -- The event that showed it.
)
"""

_CLAIM_GROUPS = """
CREATE TABLE claim_groups (       -- Propositions that are said again and again; each is judged on one claim that stands for it.
  id TEXT PRIMARY KEY,            -- Content key of the claim that stood for it first.
  claim_id TEXT NOT NULL UNIQUE REFERENCES claims(id), -- The claim that stands for it; its verdict is inherited.
  created_by TEXT NOT NULL,       -- Who saw the repetition.
  created_at TEXT NOT NULL        -- When.
)
"""

_CLAIM_GROUP_MEMBERS = """
CREATE TABLE claim_group_members ( -- Which claims repeat a proposition, the one that stands for it included.
  group_id TEXT NOT NULL REFERENCES claim_groups(id), -- The proposition.
  claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim.
  status TEXT NOT NULL CHECK (status IN ('confirmed', 'rejected')), -- Whether it does repeat it.
  decided_by TEXT NOT NULL,       -- Who decided that.
  decided_at TEXT NOT NULL,       -- When.
  PRIMARY KEY (group_id, claim_id)
)
"""

_CLAIM_LINEAGE = """
CREATE TABLE claim_lineage (      -- Which claim took the place of which; append-only.
  old_claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim put aside.
  new_claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim in its place.
  method TEXT NOT NULL CHECK (method IN ('manual')), -- How the new one came about.
  actor TEXT NOT NULL,            -- Who made it.
  at TEXT NOT NULL,               -- When.
  PRIMARY KEY (old_claim_id, new_claim_id)
)
"""

_LEASES = """
CREATE TABLE _claims_leases (     -- Who has which claim in work.
  claim_id TEXT PRIMARY KEY REFERENCES claims(id), -- The claim.
  holder TEXT NOT NULL,           -- Who has it.
  until TEXT NOT NULL             -- When the lease runs out unless it is renewed.
)
"""

_ANSWERED_REQUESTS = """
CREATE TABLE _claims_answered_requests ( -- Requests with an Idempotency-Key, so that sending one again changes nothing.
  actor TEXT NOT NULL,            -- Who sent it.
  key_sha256 TEXT NOT NULL,       -- SHA-256 of the key.
  request TEXT NOT NULL,          -- Fingerprint of method, path and body, keyed so that nobody can guess what was sent.
  status INTEGER NOT NULL,        -- HTTP status of the answer.
  body TEXT NOT NULL,             -- JSON body of the answer.
  at TEXT NOT NULL,               -- When it was given.
  PRIMARY KEY (actor, key_sha256)
)
"""

_SETTINGS = """
CREATE TABLE _claims_settings (   -- The desk's own rules, each change an event.
  name TEXT PRIMARY KEY,          -- required_reviews or lease_minutes.
  value INTEGER NOT NULL          -- The rule.
)
"""

REVIEW_TABLES = {
    "review_events": _REVIEW_EVENTS,
    "reviews": _REVIEWS,
    "evidence": _EVIDENCE,
    "claim_groups": _CLAIM_GROUPS,
    "claim_group_members": _CLAIM_GROUP_MEMBERS,
    "claim_lineage": _CLAIM_LINEAGE,
    "_claims_leases": _LEASES,
    "_claims_answered_requests": _ANSWERED_REQUESTS,
    "_claims_settings": _SETTINGS,
}
"""These tables by name, each as the SQL that makes it, in the order in which references allow it."""

_COLUMNS = (
    "state TEXT NOT NULL DEFAULT 'new' /* How far the review has come: new, queued, in_review, awaiting_second, disputed, decided, published, corrected, withdrawn, rejected. */",
    "attribution TEXT /* Attribution in force: verbatim, faithful and others; empty until somebody has judged it. */",
    "version INTEGER NOT NULL DEFAULT 0 /* Number of events; a change can be made conditional on it. */",
    "inherited_from TEXT REFERENCES claims(id) /* The claim whose verdict this one has as its repeat. */",
    "priority REAL NOT NULL DEFAULT 0 /* Order of the queue, the highest first: check-worthiness, repeats and age. */",
    "wording_key TEXT NOT NULL DEFAULT '' /* Content key of the quote's words without marks: equal for literal repeats. */",
    "is_manual INTEGER NOT NULL DEFAULT 0 /* 1 if people, not the extractor, said what the claim is. */",
    "named_speaker_id TEXT REFERENCES speakers(id) /* Who is named as the speaker, by the text or by people; speaker_id is whoever that turned out to be. */",
)

# The facets' pairs stay covered, and the ones that lists are narrowed by bring the order along.
_INDEXES = (
    "DROP INDEX claims_speaker_verdict",
    "CREATE INDEX claims_speaker_verdict ON claims(speaker, verdict, reading_order)",
    "CREATE INDEX claims_state_speaker ON claims(state, speaker, reading_order)",
    "CREATE INDEX claims_verdict_order ON claims(verdict, reading_order)",
    "CREATE INDEX claims_priority ON claims(priority)",
    "CREATE INDEX claims_queue ON claims(state, priority, retired_at, id)",
    "CREATE INDEX claims_speaker_queue ON claims(speaker, state, priority)",
    "CREATE INDEX claims_source_queue ON claims(source, state, priority)",
    "CREATE INDEX claims_language_verdict ON claims(language, verdict)",
    "CREATE INDEX claims_retired ON claims(retired_at) WHERE retired_at IS NOT NULL",
    "CREATE INDEX claims_wording ON claims(wording_key)",
    "CREATE INDEX claims_named_speaker ON claims(named_speaker_id)",
    "CREATE INDEX claims_inherited ON claims(inherited_from) WHERE inherited_from IS NOT NULL",
    "CREATE INDEX review_events_claim ON review_events(claim_id, type, actor)",
    "CREATE INDEX review_events_batch ON review_events(batch) WHERE batch IS NOT NULL",
    "CREATE INDEX review_events_undone ON review_events(undoes) WHERE undoes IS NOT NULL",
    "CREATE INDEX reviews_claim ON reviews(claim_id)",
    "CREATE INDEX reviews_verdict ON reviews(aspect, verdict)",
    "CREATE UNIQUE INDEX reviews_one_successor ON reviews(supersedes) WHERE supersedes IS NOT NULL",
    "CREATE INDEX evidence_claim ON evidence(claim_id)",
    "CREATE INDEX answered_requests_at ON _claims_answered_requests(at)",
    "CREATE INDEX leases_until ON _claims_leases(until)",
    "CREATE UNIQUE INDEX one_confirmed_group ON claim_group_members(claim_id) WHERE status = 'confirmed'",
)

_VIEWS = (
    """
CREATE VIEW speaker_scorecards AS
SELECT c.speaker_id, c.speaker, c.verdict, count(*) AS utterances,
       count(DISTINCT coalesce(m.group_id, c.id)) AS distinct_claims
FROM claims c LEFT JOIN claim_group_members m ON m.claim_id = c.id AND m.status = 'confirmed'
WHERE c.retired_at IS NULL AND c.speaker_id IS NOT NULL
GROUP BY c.speaker_id, c.speaker, c.verdict
""",
    """
CREATE VIEW repeats AS
SELECT m.group_id, g.claim_id AS first_claim_id, s.quote AS said, c.speaker, count(*) AS times,
       count(DISTINCT c.article_id) AS articles, min(c.published) AS first_said, max(c.published) AS last_said
FROM claim_group_members m JOIN claims c ON c.id = m.claim_id
JOIN claim_groups g ON g.id = m.group_id JOIN claims s ON s.id = g.claim_id
WHERE m.status = 'confirmed' GROUP BY m.group_id, c.speaker
""",
)


def _append_only(table: str, conflict: str) -> list[str]:
    """Return triggers that refuse changes; INSERT OR REPLACE fires no DELETE trigger, so the conflict is refused.

    A conflict can be over SQLite's own row number too.
    """
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {conflict} OR rowid = NEW.rowid)"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refuse}",
    ]


_CHAIN = """
CREATE TRIGGER review_events_chain BEFORE INSERT ON review_events
WHEN NEW.seq IS NOT coalesce((SELECT max(seq) FROM review_events), 0) + 1
  OR NEW.prev_hash IS NOT coalesce((SELECT hash FROM review_events ORDER BY seq DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'event does not follow the one before'); END
"""

# Texts and claims must not be replaced by their row numbers either, nor claims by giving another one their key.
_ROWS_STAY = (
    """
CREATE TRIGGER article_versions_rows_stay BEFORE INSERT ON article_versions
WHEN EXISTS (SELECT 1 FROM article_versions WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'article_versions is append-only'); END
""",
    """
CREATE TRIGGER claims_rows_stay BEFORE INSERT ON claims WHEN EXISTS (SELECT 1 FROM claims WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'claims are retired, never deleted'); END
""",
    """
CREATE TRIGGER claims_keys_stay BEFORE UPDATE ON claims WHEN NEW.id IS NOT OLD.id OR NEW.rowid IS NOT OLD.rowid
BEGIN SELECT RAISE(ABORT, 'the key of a claim never changes'); END
""",
)

# As before, but only for changes that the index holds: a verdict should not cost a new index entry.
_SEARCH = """
CREATE TRIGGER claims_au AFTER UPDATE OF quote, context, speaker ON claims BEGIN
  INSERT INTO claims_fts (claims_fts, rowid, quote, context, speaker)
  VALUES ('delete', old.rowid, old.quote, old.context, old.speaker);
  INSERT INTO claims_fts (rowid, quote, context, speaker) VALUES (new.rowid, new.quote, new.context, new.speaker);
END
"""


@MIGRATIONS()
def m003_reviews(db: Database) -> None:
    """Reviews, evidence and their history; leases, settings, repeats; the queue's order."""
    for statement in REVIEW_TABLES.values():
        db.execute(statement.strip())
    for column in _COLUMNS:
        db.execute(f"ALTER TABLE claims ADD COLUMN {column}")
    db.execute("UPDATE claims SET named_speaker_id = speaker_id")
    _rank(db)
    triggers = (
        *_append_only("review_events", "seq = NEW.seq OR hash = NEW.hash"),
        *_append_only("reviews", "id = NEW.id OR supersedes = NEW.supersedes"),
        *_append_only("evidence", "id = NEW.id"),
        *_append_only("claim_lineage", "old_claim_id = NEW.old_claim_id AND new_claim_id = NEW.new_claim_id"),
        _CHAIN,
        *_ROWS_STAY,
        "DROP TRIGGER claims_au",
        _SEARCH,
    )
    for statement in (*_INDEXES, *triggers, *_VIEWS):
        db.execute(statement.strip())


def _rank(db: Database) -> None:
    """Give the claims of a database from before the queue their place in it."""
    claims = db.execute("SELECT id, quote, checkworthiness, published FROM claims ORDER BY rowid").fetchall()
    seen: dict[str, int] = {}
    for key, quote, worthiness, published in claims:
        wording = wording_key(quote)
        rank = priority(worthiness, seen.get(wording, 0), published)
        db.execute("UPDATE claims SET wording_key = ?, priority = ? WHERE id = ?", [wording, rank, key])
        seen[wording] = seen.get(wording, 0) + 1
