"""Articles, speakers, claims with proven anchors, rating scales, and what could not be loaded."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from datasette_claims.model import GAP, UNREVIEWED

MIGRATIONS = Migrations("datasette-claims")

_SOURCES = """
CREATE TABLE sources (            -- Outlets: agencies, papers, broadcasters, issuers.
  id TEXT PRIMARY KEY,            -- Content key of the name.
  name TEXT NOT NULL UNIQUE       -- The outlet's name as its articles state it.
)
"""

_ARTICLES = """
CREATE TABLE articles (           -- News texts, one row whatever their number of versions.
  id TEXT PRIMARY KEY,            -- Content key of the text first seen.
  title TEXT NOT NULL,            -- Headline, else the first words of the first sentence.
  source_id TEXT REFERENCES sources(id), -- Who published it.
  place TEXT,                     -- Where it was filed, from the dateline.
  published TEXT,                 -- Date of publication with the precision the source states: 2025, 2025-02 or 2025-02-26.
  language TEXT NOT NULL,         -- ISO 639-1 code.
  authors TEXT NOT NULL DEFAULT '[]', -- JSON list of by-lines or sign-off codes.
  origin TEXT NOT NULL,           -- File or stream it was loaded from, as the loader was given it.
  first_seen_at TEXT NOT NULL     -- When it was first loaded.
)
"""

_ARTICLE_VERSIONS = """
CREATE TABLE article_versions (   -- Each wording of an article; append-only, so that anchors stay provable.
  id TEXT PRIMARY KEY,            -- Content key of article and text.
  article_id TEXT NOT NULL REFERENCES articles(id), -- The article.
  seq INTEGER NOT NULL,           -- 1 for the first wording, 2 for the next.
  text TEXT NOT NULL,             -- The stored text that every offset counts on, in code points (NFC).
  text_sha256 TEXT NOT NULL,      -- SHA-256 of the stored text.
  raw_sha256 TEXT NOT NULL,       -- SHA-256 of the bytes as they were read.
  crossheads TEXT NOT NULL DEFAULT '[]', -- JSON list of [start, end) of sub-headings, which belong to no sentence.
  warnings TEXT NOT NULL DEFAULT '[]', -- JSON list of what the reader had to mend or guess.
  retrieved_at TEXT NOT NULL,     -- When it was loaded.
  UNIQUE (article_id, seq),
  UNIQUE (article_id, text_sha256)
)
"""

_SPEAKERS = """
CREATE TABLE speakers (           -- Who says something: persons, organisations, groups.
  id TEXT PRIMARY KEY,            -- Content key of the name.
  name TEXT NOT NULL,             -- Fullest name, without titles.
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation', 'group', 'unknown')), -- What the speaker is.
  wikidata_id TEXT UNIQUE,        -- Wikidata item, where somebody entered it.
  gnd_id TEXT,                    -- Gemeinsame Normdatei id, where somebody entered it.
  merged_into TEXT REFERENCES speakers(id) -- The speaker this one turned out to be.
)
"""

_SPEAKER_ALIASES = """
CREATE TABLE speaker_aliases (    -- Other names under which a speaker appears.
  speaker_id TEXT NOT NULL REFERENCES speakers(id), -- The speaker.
  alias TEXT NOT NULL,            -- The name as written.
  origin TEXT NOT NULL DEFAULT 'extracted', -- Where the alias comes from: extracted or manual.
  PRIMARY KEY (speaker_id, alias)
)
"""

_RUNS = """
CREATE TABLE runs (               -- Loads and re-extractions that changed something, and previews: a PROV activity each.
  id INTEGER PRIMARY KEY,         -- Number of the run.
  kind TEXT NOT NULL,             -- What was done: load, reextract or preview.
  tool_version TEXT NOT NULL,     -- Version of datasette-claims.
  pipeline TEXT NOT NULL,         -- Name of the language pipeline.
  started_at TEXT NOT NULL,       -- First write.
  finished_at TEXT                -- Last write; empty if the run was cut off.
)
"""

_MENTIONS = """
CREATE TABLE mentions (           -- The words that name a speaker in one wording of one article.
  id TEXT PRIMARY KEY,            -- Content key of version and place.
  article_version_id TEXT NOT NULL REFERENCES article_versions(id), -- The wording.
  start INTEGER NOT NULL CHECK (start >= 0), -- First code point.
  "end" INTEGER NOT NULL,         -- One past the last code point.
  spans TEXT NOT NULL,            -- JSON list of the parts [start, end) in text order.
  surface TEXT NOT NULL,          -- The words themselves; proven by a trigger.
  speaker_id TEXT REFERENCES speakers(id), -- Whom they name.
  run_id INTEGER REFERENCES runs(id), -- The run that found it.
  CHECK ("end" > start)
)
"""

_CLAIMS = f"""
CREATE TABLE claims (             -- Attributed claims: one utterance at one place in one text.
  id TEXT PRIMARY KEY,            -- Content key of article, quote, mention and n-th occurrence: survives edits elsewhere.
  quote TEXT NOT NULL,            -- The reproduced words; parts of a discontinuous quote are joined by an ellipsis. Proven by a trigger.
  speaker TEXT,                   -- Resolved name of the speaker, kept beside speaker_id for facets and search.
  verdict TEXT NOT NULL DEFAULT '{UNREVIEWED}', -- Verdict in force, a key of rating_values, or {UNREVIEWED}.
  quote_type TEXT NOT NULL CHECK (quote_type IN ('direct', 'indirect', 'indirect_free_indirect', 'free_indirect', 'reported')), -- How the speech is reproduced.
  source TEXT,                    -- Name of the article's source, kept here for facets.
  published TEXT,                 -- The article's date, kept here for sorting.
  article_id TEXT NOT NULL REFERENCES articles(id), -- The article.
  cue TEXT,                       -- The words that signal the quote (behauptete); proven by a trigger.
  cue_lemma TEXT,                 -- Dictionary form of the cue.
  context TEXT NOT NULL,          -- The sentence or sentences around the quote.
  context_start INTEGER NOT NULL, -- First code point of the context.
  language TEXT NOT NULL,         -- ISO 639-1 code.
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1), -- Share of such finds that were right when measured.
  rule TEXT NOT NULL,             -- The extractor's rule that found it.
  start INTEGER NOT NULL CHECK (start >= 0), -- First code point in the version's text.
  "end" INTEGER NOT NULL,         -- One past the last code point.
  spans TEXT NOT NULL,            -- JSON list of the quote's parts [start, end) in text order.
  cue_spans TEXT NOT NULL DEFAULT '[]', -- JSON list of the cue's parts.
  article_version_id TEXT NOT NULL REFERENCES article_versions(id), -- The wording that the offsets count on.
  speaker_id TEXT REFERENCES speakers(id), -- The speaker.
  mention_id TEXT REFERENCES mentions(id), -- The words that name the speaker.
  first_run_id INTEGER REFERENCES runs(id), -- The run that first found it.
  last_run_id INTEGER REFERENCES runs(id), -- The run that last changed it.
  reading_order TEXT NOT NULL,    -- Unique; sorted downwards it gives the newest article first and each article in reading order.
  retired_at TEXT,                -- When the article's newest wording no longer held it; never deleted.
  CHECK ("end" > start)
)
"""

_RATING_SCALES = """
CREATE TABLE rating_scales (      -- Sets of verdicts, versioned: labels get renamed and retired.
  id TEXT PRIMARY KEY,            -- Name and version: veracity-1.
  name TEXT NOT NULL,             -- Name of the scale.
  version INTEGER NOT NULL,       -- Its version.
  aspect TEXT NOT NULL CHECK (aspect IN ('extraction', 'attribution', 'veracity')), -- What is judged.
  worst REAL,                     -- Lowest value, empty if the scale has no order.
  best REAL,                      -- Highest value, empty if the scale has no order.
  UNIQUE (name, version)
)
"""

_RATING_VALUES = """
CREATE TABLE rating_values (      -- The verdicts of a scale.
  scale_id TEXT NOT NULL REFERENCES rating_scales(id), -- The scale.
  key TEXT NOT NULL,              -- The verdict as stored.
  value REAL,                     -- Its place between worst and best; empty if it lies off the scale.
  label_de TEXT NOT NULL,         -- German label.
  label_en TEXT NOT NULL,         -- English label.
  hotkey TEXT,                    -- Key that gives it on the review page.
  sort INTEGER NOT NULL,          -- Order in lists.
  PRIMARY KEY (scale_id, key)
)
"""

_LOAD_ERRORS = """
CREATE TABLE load_errors (        -- Input that could not be loaded, with the reason.
  id INTEGER PRIMARY KEY,         -- Number of the error.
  origin TEXT NOT NULL,           -- File or stream, as the loader was given it.
  error TEXT NOT NULL,            -- Kind of error.
  reason TEXT NOT NULL,           -- What happened and what to do.
  raw_sha256 TEXT NOT NULL DEFAULT '', -- SHA-256 of the bytes, empty if they could not be read.
  at TEXT NOT NULL,               -- When it first happened.
  resolved_at TEXT,               -- When the same input was loaded without it.
  UNIQUE (origin, error, reason, raw_sha256)
)
"""

ARTICLE_TABLES = {
    "sources": _SOURCES,
    "articles": _ARTICLES,
    "article_versions": _ARTICLE_VERSIONS,
    "speakers": _SPEAKERS,
    "speaker_aliases": _SPEAKER_ALIASES,
    "runs": _RUNS,
    "mentions": _MENTIONS,
    "claims": _CLAIMS,
    "rating_scales": _RATING_SCALES,
    "rating_values": _RATING_VALUES,
    "load_errors": _LOAD_ERRORS,
}
"""These tables by name, each as the SQL that makes it, in the order in which references allow it."""

# A lone index on a facet column can make a filtered facet many times slower than none, so each pair of columns
# that reviewers combine is covered.
_INDEXES = (
    "CREATE INDEX claims_speaker_verdict ON claims(speaker, verdict)",
    "CREATE INDEX claims_verdict_speaker ON claims(verdict, speaker)",
    "CREATE INDEX claims_quote_type_verdict ON claims(quote_type, verdict)",
    "CREATE INDEX claims_source_verdict ON claims(source, verdict)",
    "CREATE INDEX claims_published ON claims(published)",
    "CREATE INDEX claims_reading_order ON claims(reading_order)",
    "CREATE INDEX claims_article ON claims(article_id, start)",
    "CREATE INDEX claims_speaker_id ON claims(speaker_id)",
    "CREATE INDEX claims_mention ON claims(mention_id)",
    "CREATE INDEX mentions_version ON mentions(article_version_id, start)",
    "CREATE INDEX mentions_speaker ON mentions(speaker_id)",
    "CREATE INDEX articles_source ON articles(source_id)",
    "CREATE INDEX articles_origin ON articles(origin)",
    "CREATE INDEX article_versions_text ON article_versions(text_sha256)",
)


def _under(spans: str, version: str) -> str:
    """Return the SQL expression for the text of ``version`` under the JSON list ``spans``."""
    return (
        f"(SELECT group_concat(part, '{GAP}') FROM (SELECT substr(v.text, json_extract(j.value, '$[0]') + 1,"
        " json_extract(j.value, '$[1]') - json_extract(j.value, '$[0]')) AS part"
        f" FROM article_versions v, json_each({spans}) j WHERE v.id = {version} ORDER BY j.key))"
    )


def _hull(table: str) -> str:
    return (
        f"{table}.start IS NOT json_extract({table}.spans, '$[0][0]')"
        f" OR {table}.\"end\" IS NOT json_extract({table}.spans, '$[#-1][1]')"
    )


def _anchor_triggers() -> list[str]:
    claim = (
        f"NEW.quote IS NOT {_under('NEW.spans', 'NEW.article_version_id')} OR {_hull('NEW')}"
        f" OR coalesce(NEW.cue, '') IS NOT coalesce({_under('NEW.cue_spans', 'NEW.article_version_id')}, '')"
    )
    mention = f"NEW.surface IS NOT {_under('NEW.spans', 'NEW.article_version_id')} OR {_hull('NEW')}"
    claim_columns = 'start, "end", spans, quote, cue, cue_spans, article_version_id'
    refuse = "BEGIN SELECT RAISE(ABORT, 'anchor does not match the article text'); END"
    return [
        f"CREATE TRIGGER claims_anchor_insert BEFORE INSERT ON claims WHEN {claim} {refuse}",
        f"CREATE TRIGGER claims_anchor_update BEFORE UPDATE OF {claim_columns} ON claims WHEN {claim} {refuse}",
        f"CREATE TRIGGER mentions_anchor_insert BEFORE INSERT ON mentions WHEN {mention} {refuse}",
        f"CREATE TRIGGER mentions_anchor_update BEFORE UPDATE ON mentions WHEN {mention} {refuse}",
    ]


def _append_only_triggers() -> list[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'article_versions is append-only'); END"
    keep = "BEGIN SELECT RAISE(ABORT, 'claims are retired, never deleted'); END"
    there = "EXISTS (SELECT 1 FROM claims WHERE id = NEW.id)"
    # INSERT OR REPLACE deletes without firing DELETE triggers, so the conflict itself is refused.
    conflict = (
        "EXISTS (SELECT 1 FROM article_versions WHERE id = NEW.id OR (article_id = NEW.article_id"
        " AND (seq = NEW.seq OR text_sha256 = NEW.text_sha256)))"
    )
    return [
        f"CREATE TRIGGER article_versions_no_update BEFORE UPDATE ON article_versions {refuse}",
        f"CREATE TRIGGER article_versions_no_delete BEFORE DELETE ON article_versions {refuse}",
        f"CREATE TRIGGER article_versions_no_replace BEFORE INSERT ON article_versions WHEN {conflict} {refuse}",
        f"CREATE TRIGGER claims_no_delete BEFORE DELETE ON claims {keep}",
        f"CREATE TRIGGER claims_no_replace BEFORE INSERT ON claims WHEN {there} {keep}",
    ]


_SCALES: tuple[tuple[str, str, float | None, float | None, tuple[tuple[str, float | None, str, str], ...]], ...] = (
    (
        "veracity",
        "veracity",
        1,
        5,
        (
            ("true", 5, "Richtig", "True"),
            ("mostly_true", 4, "Größtenteils richtig", "Mostly true"),
            ("partly_false", 3, "Teilweise falsch", "Partly false"),
            ("mostly_false", 2, "Größtenteils falsch", "Mostly false"),
            ("false", 1, "Falsch", "False"),
            ("missing_context", None, "Fehlender Kontext", "Missing context"),
            ("unproven", None, "Unbelegt", "Unproven"),
            ("uncheckable", None, "Nicht überprüfbar", "Not checkable"),
            ("opinion", None, "Meinung, keine Tatsachenbehauptung", "Opinion, not a factual claim"),
        ),
    ),
    (
        "attribution",
        "attribution",
        None,
        None,
        (
            ("verbatim", None, "Wörtlich", "Verbatim"),
            ("faithful", None, "Sinngemäß richtig", "Faithful"),
            ("distorted", None, "Entstellt", "Distorted"),
            ("not_said", None, "Nicht gesagt", "Not said"),
            ("wrong_speaker", None, "Jemand anders sagte es", "Wrong speaker"),
            ("unconfirmed", None, "Unbestätigt", "Unconfirmed"),
        ),
    ),
    (
        "extraction",
        "extraction",
        None,
        None,
        (
            ("ok", None, "In Ordnung", "OK"),
            ("span_wrong", None, "Falsch abgegrenzt", "Wrong span"),
            ("speaker_wrong", None, "Falscher Sprecher", "Wrong speaker"),
            ("not_a_claim", None, "Keine Behauptung", "Not a claim"),
            ("duplicate", None, "Doppelt", "Duplicate"),
            ("split_needed", None, "Muss geteilt werden", "Needs splitting"),
        ),
    ),
)


@MIGRATIONS()
def m001_articles_speakers_claims(db: Database) -> None:
    """Articles with their versions, speakers, claims with proven anchors, and the default scales."""
    for statement in (*ARTICLE_TABLES.values(), *_INDEXES, *_anchor_triggers(), *_append_only_triggers()):
        db.execute(statement.strip())
    db.table("claims").enable_fts(["quote", "context", "speaker"], create_triggers=True)
    for name, aspect, worst, best, values in _SCALES:
        scale = f"{name}-1"
        db.execute("INSERT INTO rating_scales VALUES (?, ?, 1, ?, ?, ?)", [scale, name, aspect, worst, best])
        for sort, (key, value, german, english) in enumerate(values, 1):
            hotkey = str(sort)
            db.execute(
                "INSERT INTO rating_values VALUES (?, ?, ?, ?, ?, ?, ?)",
                [scale, key, value, german, english, hotkey, sort],
            )


# SQLite keeps the text of an added column where it stands, so its comment is one that may be followed by others.
_MANNER_AND_WORTH = (
    "mood TEXT CHECK (mood IN ('indicative', 'subjunctive_1', 'subjunctive_2')) /* Mood of a German quote outside marks; empty for infinitives, quoted words and other languages. */",
    "cue_stance TEXT CHECK (cue_stance IN ('neutral', 'distancing', 'denying')) /* How the cue stands to the quote: behaupten keeps a distance, bestreiten denies. */",
    "checkworthiness REAL CHECK (checkworthiness BETWEEN 0 AND 1) /* How much the quote calls for a check, 0 to 1; empty for claims from before this column. */",
    "checkworthiness_reasons TEXT NOT NULL DEFAULT '[]' /* JSON list of what raised or lowered it: number, date, comparison, opinion and others. */",
    "addressee TEXT /* Whom the speaker talks to, in the article's words; proven by a trigger. */",
    "addressee_spans TEXT NOT NULL DEFAULT '[]' /* JSON list of the addressee's parts. */",
    "frame_spans TEXT NOT NULL DEFAULT '[]' /* JSON list of the parts of the sentence that attribute the quote. */",
    "parent_claim_id TEXT REFERENCES claims(id) /* The claim whose quote holds this one: A says that B claims. */",
)


@MIGRATIONS()
def m002_manner_worth_nesting(db: Database) -> None:
    """Mood, stance, check-worthiness, addressee, frame and parent of every claim."""
    for column in _MANNER_AND_WORTH:
        db.execute(f"ALTER TABLE claims ADD COLUMN {column}")
    db.execute("CREATE INDEX claims_checkworthiness ON claims(checkworthiness)")
    db.execute("CREATE INDEX claims_parent ON claims(parent_claim_id)")
    under = _under("NEW.addressee_spans", "NEW.article_version_id")
    for name, when in (
        ("claims_addressee_insert", "INSERT"),
        ("claims_addressee_update", "UPDATE OF addressee, addressee_spans, article_version_id"),
    ):
        db.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON claims WHEN coalesce(NEW.addressee, '') IS NOT coalesce({under}, '')"
            " BEGIN SELECT RAISE(ABORT, 'anchor does not match the article text'); END"
        )
