"""A database from before some schema steps gets by them what it would have had from the beginning."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from datasette_claims import load
from datasette_claims.database.opening import open_for_writing
from datasette_claims.migrations import MIGRATIONS

pytestmark = pytest.mark.house

TEXT = (
    "BUCHTAL (dpa) - Die Ministerin Anna Ackerbach hat am Dienstag den Bericht über die Brücke vorgestellt.\n\n"
    "Sie betonte, dass die Reparatur zwölf Millionen Euro kosten werde."
)
OLD = ("sources", "articles", "article_versions")
NEW = (
    "SELECT article_id, origin, source, title, published FROM appearances",
    "SELECT key, article_id FROM _claims_paragraphs ORDER BY 1",
    "SELECT id, body_key FROM article_versions",
)


def test_appearances(tmp_path: Path) -> None:
    """Articles from before have their place, their paragraphs and the keys of their words; wordings stay closed."""
    (tmp_path / "a.txt").write_text(TEXT)
    load(tmp_path / "new.db", [tmp_path / "a.txt"], pipeline="fast")
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        MIGRATIONS.apply(Database(connection, execute_plugins=False), stop_before="m005_appearances")
        connection.execute("ATTACH ? AS new", [str(tmp_path / "new.db")])
        for table in OLD:
            names = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"INSERT INTO main.{table}({names}) SELECT {names} FROM new.{table}")
        connection.commit()
    with closing(open_for_writing(tmp_path / "old.db")) as old, closing(sqlite3.connect(tmp_path / "new.db")) as new:
        for sql in NEW:
            assert old.execute(sql).fetchall() == new.execute(sql).fetchall() != []
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            old.execute("UPDATE article_versions SET body_key = ''")
