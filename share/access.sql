-- The access register: who looked up whom, why, with what result (6.1). A file of its own, so that a query
-- never waits for a writer. Append-only; kept five years at least.
CREATE TABLE access (
  seq INTEGER PRIMARY KEY,
  recorded_at TEXT NOT NULL,               -- real clock, UTC
  business_date TEXT NOT NULL,
  uid INTEGER NOT NULL,
  body TEXT NOT NULL,                      -- JSON object: requester, purpose, case, approval, asked (masked), subjects, result
  hash BLOB NOT NULL                       -- over the previous hash and every column
) STRICT;
CREATE TRIGGER access_no_update BEFORE UPDATE ON access BEGIN SELECT RAISE(ABORT, 'access is append-only'); END;
CREATE TRIGGER access_no_delete BEFORE DELETE ON access BEGIN SELECT RAISE(ABORT, 'access is append-only'); END;
