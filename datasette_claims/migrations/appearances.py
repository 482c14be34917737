"""Under which names articles are known, where their texts appeared, and what each run did to claims."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from datasette_claims.identity import body_key, paragraph_keys
from datasette_claims.migrations.articles import MIGRATIONS
from datasette_claims.migrations.filters import DESK_TABLES

_ARTICLE_IDS = """
CREATE TABLE article_ids (        -- Under which ids and addresses an article is known.
  kind TEXT NOT NULL CHECK (kind IN ('provider', 'url')), -- Its provider's id, or the canonical address of its page.
  value TEXT NOT NULL,            -- The id, with its source if it is no URI; or the address.
  article_id TEXT NOT NULL REFERENCES articles(id), -- The article.
  added_at TEXT NOT NULL,         -- When it was first met.
  PRIMARY KEY (kind, value)
)
"""

_APPEARANCES = """
CREATE TABLE appearances (        -- Where a text appeared: wire copy in ten outlets is one article with ten of these.
  article_id TEXT NOT NULL REFERENCES articles(id), -- The article.
  origin TEXT NOT NULL,           -- File or stream it was loaded from, as the loader was given it.
  source TEXT,                    -- Who published it there.
  title TEXT NOT NULL,            -- Its headline there.
  url TEXT,                       -- Its address there.
  published TEXT,                 -- Its date there.
  seen_at TEXT NOT NULL,          -- When it was first loaded from there.
  PRIMARY KEY (article_id, origin)
)
"""

_ARTICLE_LINKS = """
CREATE TABLE article_links (      -- Articles that share half of their paragraphs or more: copies, cut or extended.
  article_id TEXT NOT NULL REFERENCES articles(id), -- One of two articles.
  other_id TEXT NOT NULL REFERENCES articles(id), -- The other.
  share REAL NOT NULL CHECK (share BETWEEN 0 AND 1), -- Shared paragraphs, as a share of the shorter text's.
  found_at TEXT NOT NULL,         -- When that was seen.
  PRIMARY KEY (article_id, other_id),
  CHECK (article_id < other_id)
)
"""

_PARAGRAPHS = """
CREATE TABLE _claims_paragraphs ( -- The paragraphs of each article's newest wording, to find copies by.
  key INTEGER NOT NULL,           -- Content key of the paragraph's words.
  article_id TEXT NOT NULL REFERENCES articles(id), -- The article.
  PRIMARY KEY (key, article_id)
) WITHOUT ROWID
"""

_RUN_CHANGES = """
CREATE TABLE run_changes (        -- What a run did to claims of articles that were there before, or a preview would do.
  run_id INTEGER NOT NULL REFERENCES runs(id), -- The run.
  claim_id TEXT NOT NULL,         -- The claim; in a preview one that may not be there yet.
  article_id TEXT NOT NULL REFERENCES articles(id), -- Its article.
  fate TEXT NOT NULL CHECK (fate IN ('moved', 'changed', 'back', 'added', 'gone', 'kept')), -- What became of it; kept: judged, so it keeps its speaker.
  quote TEXT NOT NULL,            -- Its quote.
  speaker TEXT,                   -- Its speaker before, or the one found if it is added.
  found_speaker TEXT,             -- The speaker that the run found; empty if it is gone.
  is_judged INTEGER NOT NULL DEFAULT 0, -- 1 if people gave a verdict on it.
  PRIMARY KEY (run_id, claim_id)
) WITHOUT ROWID
"""

_SUCCESSORS = """
CREATE TABLE claim_successors (   -- Which new claim may be what one was that is gone: for people to decide, never decided here.
  old_claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim that is gone.
  new_claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim that came with the same change.
  resemblance TEXT NOT NULL CHECK (resemblance IN ('speaker', 'words')), -- The same quote of another speaker, or much the same words.
  score REAL NOT NULL CHECK (score BETWEEN 0 AND 1), -- How alike the quotes are.
  run_id INTEGER REFERENCES runs(id), -- The run that saw it.
  PRIMARY KEY (old_claim_id, new_claim_id)
)
"""

APPEARANCE_TABLES = DESK_TABLES | {
    "article_ids": _ARTICLE_IDS,
    "appearances": _APPEARANCES,
    "article_links": _ARTICLE_LINKS,
    "_claims_paragraphs": _PARAGRAPHS,
    "run_changes": _RUN_CHANGES,
    "claim_successors": _SUCCESSORS,
}
"""These and the tables before by name, each as the SQL that makes it, in the order in which references allow it."""

_COLUMNS = (
    "ALTER TABLE article_versions ADD COLUMN body_key TEXT NOT NULL DEFAULT '' /* Content key of the words alone: equal for copies with other marks. */",
    "ALTER TABLE article_versions ADD COLUMN provider_version TEXT /* The provider's number or time of this wording. */",
    "ALTER TABLE runs ADD COLUMN counts TEXT NOT NULL DEFAULT '{}' /* JSON object: articles looked at, and claims of known articles by what became of them. */",
)
_INDEXES = (
    "CREATE INDEX article_ids_article ON article_ids(article_id)",
    "CREATE INDEX article_links_other ON article_links(other_id)",
    "CREATE INDEX article_versions_body ON article_versions(body_key)",
    "CREATE INDEX claims_paragraphs_article ON _claims_paragraphs(article_id)",
    "CREATE INDEX run_changes_claim ON run_changes(claim_id)",
    "CREATE INDEX run_changes_fate ON run_changes(run_id, fate, is_judged)",
    "CREATE INDEX claim_successors_new ON claim_successors(new_claim_id)",
)


@MIGRATIONS()
def m005_appearances(db: Database) -> None:
    """Ids, addresses and appearances of articles, copies among them, and what runs do to claims."""
    for statement in (_ARTICLE_IDS, _APPEARANCES, _ARTICLE_LINKS, _PARAGRAPHS, _RUN_CHANGES, _SUCCESSORS):
        db.execute(statement.strip())
    for statement in _COLUMNS:
        db.execute(statement)
    db.execute(
        "INSERT INTO appearances SELECT a.id, a.origin, s.name, a.title, NULL, a.published, a.first_seen_at"
        " FROM articles a LEFT JOIN sources s ON s.id = a.source_id"
    )
    _add_keys(db)
    for statement in _INDEXES:
        db.execute(statement)


def _add_keys(db: Database) -> None:
    """Give the wordings that are there their keys; only here may a row of theirs change."""
    sql = "SELECT sql FROM sqlite_master WHERE name = 'article_versions_no_update'"
    ((guard,),) = db.execute(sql).fetchall()
    db.execute("DROP TRIGGER article_versions_no_update")
    for version, text in _texts(db, "SELECT id, id FROM article_versions"):
        db.execute("UPDATE article_versions SET body_key = ? WHERE id = ?", [body_key(text), version])
    db.execute(guard)
    newest = "SELECT v.article_id, v.id FROM article_versions v JOIN (SELECT article_id, max(seq) AS seq"
    for article, text in _texts(db, f"{newest} FROM article_versions GROUP BY 1) n USING (article_id, seq)"):
        for key in paragraph_keys(text):
            db.execute("INSERT INTO _claims_paragraphs VALUES (?, ?)", [key, article])


def _texts(db: Database, sql: str) -> Iterator[tuple[str, str]]:
    """Yield the first column of a query with the text of the wording that the second names, one text at a time."""
    for key, version in db.execute(sql).fetchall():
        ((text,),) = db.execute("SELECT text FROM article_versions WHERE id = ?", [version]).fetchall()
        yield key, text
