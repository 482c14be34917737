"""4 database: all SQL that reads or writes. Functions take a ``sqlite3.Connection`` and return model objects."""
