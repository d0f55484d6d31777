-- The database. The event table is the truth and append-only; every other table can be rebuilt from it by
-- cl-audit --replay, except subject_key, whose rows may be destroyed to erase a person.
-- An upgrade keeps what says IF NOT EXISTS and makes all else anew from the events.
-- Dates are ISO text, ids are numbers without their letter, hashes and keys are blobs.

CREATE TABLE IF NOT EXISTS event (
  seq INTEGER PRIMARY KEY,                 -- 1, 2, 3 … without a gap
  v INTEGER NOT NULL,                      -- version of the body's shape
  recorded_at TEXT NOT NULL,               -- real clock, UTC, milliseconds
  business_date TEXT NOT NULL,             -- the day the act belongs to
  uid INTEGER NOT NULL,                    -- numeric user who ran the program
  program TEXT NOT NULL,                   -- which program
  kind TEXT NOT NULL,                      -- what happened: see records(5)
  batch INTEGER,                           -- import it belongs to
  entry INTEGER,                           -- entry it is about
  subject INTEGER,                         -- subject it is about
  body TEXT NOT NULL,                      -- JSON object of strings, keys sorted bytewise
  hash BLOB NOT NULL                       -- over the previous hash and every column
) STRICT;

CREATE TABLE IF NOT EXISTS head (
  one INTEGER PRIMARY KEY CHECK (one = 1), -- the only row; locked by writers
  seq INTEGER NOT NULL,                    -- newest event
  hash BLOB NOT NULL,                      -- its hash
  recorded_at TEXT NOT NULL,               -- its time
  next_entry INTEGER NOT NULL,             -- ids are never used again
  next_subject INTEGER NOT NULL,
  next_batch INTEGER NOT NULL
) STRICT;

CREATE TABLE register (
  kind TEXT NOT NULL,                      -- setting, policy, clause, calendar, channel, department, officer, standard, measure
  name TEXT NOT NULL,                      -- key within the kind
  seq INTEGER NOT NULL,                    -- event that set it; the latest of a name holds
  body TEXT NOT NULL,                      -- JSON object of strings
  PRIMARY KEY (kind, name, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
  id INTEGER PRIMARY KEY,                  -- B1, B2 …
  seq INTEGER NOT NULL,                    -- its event, which holds the receipt
  token TEXT NOT NULL,                     -- random: tells whether an uncertain commit took place
  first_entry INTEGER NOT NULL,            -- its entries are first … last
  last_entry INTEGER NOT NULL
) STRICT;

CREATE TABLE subject (
  id INTEGER PRIMARY KEY,                  -- S1, S2 …
  seq INTEGER NOT NULL,                    -- event that introduced it
  kind TEXT NOT NULL,                      -- natural, legal, sole_trader, other; empty while unknown
  market INTEGER NOT NULL                  -- 1: a market entity (5.5)
) STRICT;

CREATE TABLE subject_ident (
  ident TEXT NOT NULL,                     -- O + organisation code, R + registration number, T + tax number,
                                           -- P + keyed hash of a personal number
  subject INTEGER NOT NULL,
  PRIMARY KEY (ident)
) STRICT, WITHOUT ROWID;

CREATE TABLE subject_name (
  hash INTEGER NOT NULL,                   -- of the folded name; keyed for natural persons
  subject INTEGER NOT NULL,
  PRIMARY KEY (hash, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS subject_key (
  subject INTEGER PRIMARY KEY,
  wrapped BLOB NOT NULL                    -- the subject's key, wrapped; destroying the row erases the person
) STRICT;

CREATE TABLE entry (
  id INTEGER PRIMARY KEY,                  -- E1, E2 …
  seq INTEGER NOT NULL,                    -- event that holds it as it was imported or made
  batch INTEGER,                           -- none for watch entries made by an exit
  subject INTEGER NOT NULL,                -- the subject; while unmatched one of its own
  matched INTEGER NOT NULL,                -- 0: unmatched when imported
  list TEXT NOT NULL,                      -- red, black, watch
  department TEXT NOT NULL,                -- identifying department
  historical INTEGER NOT NULL,             -- 1: identified before this tool came
  origin INTEGER                           -- entry that a watch entry followed (5.5) or that a red one restores
) STRICT;

CREATE TABLE entry_key (
  owner INTEGER NOT NULL,                  -- subject; for unmatched rows minus the hash of the folded name
  key BLOB NOT NULL,                       -- entry key, xor 16 bytes of SHA-256 of list, line's end, department
  entry INTEGER NOT NULL,
  PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (
  entry INTEGER NOT NULL,
  seq INTEGER NOT NULL,                    -- event whose body holds the fields it set
  state TEXT NOT NULL,                     -- state it led to
  PRIMARY KEY (entry, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE matching (
  entry INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  same INTEGER NOT NULL,                   -- 1: same subject (or a new one), 0: not the same
  subject INTEGER NOT NULL,
  PRIMARY KEY (entry, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE ending (
  entry INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  reason TEXT NOT NULL,
  exited_on TEXT NOT NULL,                 -- from this day on not in force
  trigger_on TEXT NOT NULL,                -- legal date from which the notice is due (5.7)
  caused_by INTEGER,                       -- black entry that ended a red one (5.6(2))
  voided INTEGER NOT NULL                  -- 1: exit by error: the entry never was right
) STRICT;

CREATE TABLE mark (
  entry INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  overlay TEXT NOT NULL,                   -- objection, repair, suspended, expiry_review, held, stopped
  begins INTEGER NOT NULL,                 -- 1 begins, 0 ends
  PRIMARY KEY (entry, overlay, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE due (
  until TEXT NOT NULL,                     -- last day of validity
  entry INTEGER NOT NULL,                  -- active entries only
  PRIMARY KEY (until, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE announced (
  channel TEXT NOT NULL,
  seq INTEGER NOT NULL,
  first_entry INTEGER NOT NULL,            -- the listings of entries first … last went out
  last_entry INTEGER NOT NULL,
  released_on TEXT NOT NULL,
  PRIMARY KEY (channel, first_entry, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
  entry INTEGER NOT NULL,
  channel TEXT NOT NULL,
  seq INTEGER NOT NULL,                    -- event of the exit
  trigger_on TEXT NOT NULL,
  due_on TEXT NOT NULL,                    -- 5.7: three working days after the trigger
  provisional INTEGER NOT NULL,            -- 1: the calendar does not reach that far
  PRIMARY KEY (entry, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_due ON notice (due_on);

CREATE TABLE notice_done (
  entry INTEGER NOT NULL,
  channel TEXT NOT NULL,
  seq INTEGER NOT NULL,
  done_on TEXT NOT NULL,
  proof TEXT NOT NULL,
  PRIMARY KEY (entry, channel, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE proceeding (
  id INTEGER PRIMARY KEY,                  -- its opening event; O12, R12, T12, D12 by kind
  kind TEXT NOT NULL,                      -- objection (5.4(1)), repair (5.3), stop (5.7), supervision (2.4)
  entry INTEGER,                           -- entry it is about; none for supervision of a department as a whole
  department TEXT NOT NULL,                -- who must answer
  opened_on TEXT NOT NULL,
  due_on TEXT NOT NULL                     -- last day for the answer; empty: no limit
) STRICT;
CREATE INDEX proceeding_entry ON proceeding (entry);

CREATE TABLE step (
  proceeding INTEGER NOT NULL,
  seq INTEGER NOT NULL,                    -- event whose body says what happened
  step TEXT NOT NULL,                      -- extended, missing, supplied, accepted, refused, decided, acknowledged, replied, closed
  taken_on TEXT NOT NULL,
  closes INTEGER NOT NULL,                 -- 1: the proceeding is over
  PRIMARY KEY (proceeding, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE applied (
  entry INTEGER NOT NULL,
  measure TEXT NOT NULL,                   -- of the catalogue (4.1, 4.2)
  department TEXT NOT NULL,                -- who applies it
  seq INTEGER NOT NULL,
  begins INTEGER NOT NULL,                 -- 1 since, 0 until
  on_date TEXT NOT NULL,
  PRIMARY KEY (entry, measure, department, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER IF NOT EXISTS event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END;
CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER ending_no_update BEFORE UPDATE ON ending BEGIN SELECT RAISE(ABORT, 'ending is append-only'); END;
CREATE TRIGGER ending_no_delete BEFORE DELETE ON ending BEGIN SELECT RAISE(ABORT, 'ending is append-only'); END;
CREATE TRIGGER mark_no_update BEFORE UPDATE ON mark BEGIN SELECT RAISE(ABORT, 'mark is append-only'); END;
CREATE TRIGGER mark_no_delete BEFORE DELETE ON mark BEGIN SELECT RAISE(ABORT, 'mark is append-only'); END;
CREATE TRIGGER step_no_update BEFORE UPDATE ON step BEGIN SELECT RAISE(ABORT, 'step is append-only'); END;
CREATE TRIGGER step_no_delete BEFORE DELETE ON step BEGIN SELECT RAISE(ABORT, 'step is append-only'); END;
CREATE TRIGGER applied_no_update BEFORE UPDATE ON applied BEGIN SELECT RAISE(ABORT, 'applied is append-only'); END;
CREATE TRIGGER applied_no_delete BEFORE DELETE ON applied BEGIN SELECT RAISE(ABORT, 'applied is append-only'); END;
