-- Every statement of the programs. "--: NAME" begins one; parameters are :names. Written in what SQLite and
-- PostgreSQL share.

--: head_read
SELECT seq, hash, recorded_at, next_entry, next_subject, next_batch FROM head WHERE one = 1
--: head_write
UPDATE head SET seq = :seq, hash = :hash, recorded_at = :recorded_at, next_entry = :next_entry,
  next_subject = :next_subject, next_batch = :next_batch WHERE one = 1
--: head_create
INSERT INTO head VALUES (1, 0, :hash, '', 1, 1, 1)

--: event_add
INSERT INTO event VALUES (:seq, :v, :recorded_at, :business_date, :uid, :program, :kind, :batch, :entry, :subject, :body, :hash)
--: event_uid
SELECT uid FROM event WHERE seq = :seq
--: event_page
SELECT seq, v, recorded_at, business_date, uid, program, kind, batch, entry, subject, body, hash
FROM event WHERE seq > :after AND seq <= :last ORDER BY seq

--: register_add
INSERT INTO register VALUES (:kind, :name, :seq, :body)
--: register_get
SELECT seq, body FROM register WHERE kind = :kind AND name = :name ORDER BY seq DESC LIMIT 1
--: register_all
SELECT name, seq, body FROM register r WHERE kind = :kind
  AND seq = (SELECT max(seq) FROM register x WHERE x.kind = r.kind AND x.name = r.name) ORDER BY seq
--: register_every
SELECT name, seq, body FROM register WHERE kind = :kind ORDER BY seq

--: batch_add
INSERT INTO batch VALUES (:id, :seq, :token, :first_entry, :last_entry)
--: batch_get
SELECT first_entry, last_entry FROM batch WHERE id = :id
--: batch_event
SELECT v.seq, v.recorded_at, v.business_date, v.uid, v.body, v.hash FROM batch b JOIN event v ON v.seq = b.seq
WHERE b.id = :id
--: batch_counts
SELECT department, list, matched, count(*) FROM entry WHERE id >= :first AND id <= :last
GROUP BY department, list, matched ORDER BY department, list, matched
--: batch_token
SELECT id FROM batch WHERE token = :token

--: subject_add
INSERT INTO subject VALUES (:id, :seq, :kind, :market) ON CONFLICT DO NOTHING
--: subject_get
SELECT kind, market FROM subject WHERE id = :id
--: subject_ident_add
INSERT INTO subject_ident VALUES (:ident, :subject) ON CONFLICT DO NOTHING
--: subject_any
SELECT subject FROM subject_ident LIMIT 1
--: subject_ident_get
SELECT subject FROM subject_ident WHERE ident = :ident
--: subject_ident_from
SELECT ident, subject FROM subject_ident WHERE ident >= :from ORDER BY ident
--: subject_name_add
INSERT INTO subject_name VALUES (:hash, :subject) ON CONFLICT DO NOTHING
--: subject_name_get
SELECT subject FROM subject_name WHERE hash = :hash ORDER BY subject
--: subject_key_add
INSERT INTO subject_key VALUES (:subject, :wrapped)
--: subject_key_get
SELECT wrapped FROM subject_key WHERE subject = :subject

--: entry_add
INSERT INTO entry VALUES (:id, :seq, :batch, :subject, :matched, :list, :department, :historical, :origin)
--: entry_key_add
INSERT INTO entry_key VALUES (:owner, :key, :entry)
--: entry_key_get
SELECT entry FROM entry_key WHERE owner = :owner AND key = :key
--: entry_key_unmatched
SELECT entry FROM entry_key WHERE owner <= 0 LIMIT 1
--: entry_any
SELECT 1 FROM entry LIMIT 1
--: entry_department
SELECT 1 FROM entry WHERE department = :department LIMIT 1

-- One entry with its event and its ending.
--: entry_get
SELECT e.id, e.seq, e.batch, e.subject, e.matched, e.list, e.department, e.historical, e.origin, v.business_date, v.body,
  s.kind, s.market, x.seq, x.reason, x.exited_on, x.trigger_on, x.caused_by, x.voided, xv.business_date, xv.body,
  CASE WHEN EXISTS (SELECT 1 FROM decision d WHERE d.entry = e.id) THEN 1 ELSE 0 END,
  CASE WHEN EXISTS (SELECT 1 FROM mark m WHERE m.entry = e.id) THEN 1 ELSE 0 END
FROM entry e JOIN event v ON v.seq = e.seq LEFT JOIN subject s ON s.id = e.subject
  LEFT JOIN ending x ON x.entry = e.id AND x.seq <= :head LEFT JOIN event xv ON xv.seq = x.seq
WHERE e.id = :entry AND e.seq <= :head
-- The same of many entries: what few have is asked for once per page and laid beside.
--: entry_page
SELECT e.id, e.seq, e.batch, e.subject, e.matched, e.list, e.department, e.historical, e.origin, v.business_date, v.body,
  s.kind, s.market
FROM entry e JOIN event v ON v.seq = e.seq LEFT JOIN subject s ON s.id = e.subject
WHERE e.id >= :first AND e.id <= :last AND e.seq <= :head ORDER BY e.id LIMIT :n
--: ending_page
SELECT x.entry, x.seq, x.reason, x.exited_on, x.trigger_on, x.caused_by, x.voided, v.business_date, v.body
FROM ending x JOIN event v ON v.seq = x.seq
WHERE x.entry >= :first AND x.entry <= :last AND x.seq <= :head ORDER BY x.entry
--: decision_page
SELECT d.entry, d.seq, d.state, v.business_date, v.body, v.subject FROM decision d JOIN event v ON v.seq = d.seq
WHERE d.entry >= :first AND d.entry <= :last AND d.seq <= :head ORDER BY d.entry, d.seq
--: mark_page
SELECT DISTINCT entry FROM mark WHERE entry >= :first AND entry <= :last AND seq <= :head ORDER BY entry
--: entry_of_subject
SELECT DISTINCT entry FROM entry_key WHERE owner = :subject ORDER BY 1
-- Those of them of which more than that they were proposed is known: none other can be in force.
--: entry_of_subject_decided
SELECT DISTINCT k.entry FROM entry_key k JOIN entry e ON e.id = k.entry WHERE k.owner = :subject
  AND (e.matched = 0 OR e.historical = 1 OR e.origin IS NOT NULL
    OR EXISTS (SELECT 1 FROM decision d WHERE d.entry = e.id)) ORDER BY 1
--: watch_of
SELECT id FROM entry WHERE origin = :origin ORDER BY id
--: decisions_of
SELECT d.seq, d.state, v.business_date, v.body, v.subject FROM decision d JOIN event v ON v.seq = d.seq
WHERE d.entry = :entry AND d.seq <= :head ORDER BY d.seq
--: matching_of
SELECT m.seq, m.same, m.subject, v.business_date FROM matching m JOIN event v ON v.seq = m.seq
WHERE m.entry = :entry AND m.seq <= :head ORDER BY m.seq
--: matching_subject
SELECT entry FROM matching WHERE subject = :subject AND same = 1
--: marks_of
SELECT m.overlay, m.begins, v.business_date, v.body FROM mark m JOIN event v ON v.seq = m.seq
WHERE m.entry = :entry AND m.seq <= :head ORDER BY m.seq
--: entry_max
SELECT max(id) FROM entry

--: decision_add
INSERT INTO decision VALUES (:entry, :seq, :state)
--: matching_add
INSERT INTO matching VALUES (:entry, :seq, :same, :subject)
--: ending_add
INSERT INTO ending VALUES (:entry, :seq, :reason, :exited_on, :trigger_on, :caused_by, :voided)
--: mark_add
INSERT INTO mark VALUES (:entry, :seq, :overlay, :begins)
--: due_add
INSERT INTO due VALUES (:until, :entry) ON CONFLICT DO NOTHING
--: due_drop
DELETE FROM due WHERE until = :until AND entry = :entry
--: due_page
SELECT entry, until FROM due WHERE until < :day ORDER BY until, entry

--: announced_add
INSERT INTO announced VALUES (:channel, :seq, :first_entry, :last_entry, :released_on)
--: announced_channels
SELECT DISTINCT channel FROM announced WHERE first_entry <= :entry AND last_entry >= :entry ORDER BY channel
--: announced_all
SELECT first_entry, last_entry FROM announced WHERE channel = :channel ORDER BY first_entry
--: notice_add
INSERT INTO notice VALUES (:entry, :channel, :seq, :trigger_on, :due_on, :provisional) ON CONFLICT DO NOTHING
--: notice_done_add
INSERT INTO notice_done VALUES (:entry, :channel, :seq, :done_on, :proof)
--: notice_page
SELECT n.entry, n.channel, n.trigger_on, n.due_on, n.provisional, d.done_on, d.proof FROM notice n
  LEFT JOIN notice_done d ON d.entry = n.entry AND d.channel = n.channel
ORDER BY n.due_on, n.entry, n.channel
--: notice_of
SELECT n.channel, n.trigger_on, n.due_on, n.provisional, d.done_on, d.proof FROM notice n
  LEFT JOIN notice_done d ON d.entry = n.entry AND d.channel = n.channel
WHERE n.entry = :entry ORDER BY n.due_on, n.channel

-- Bulk loads of the SQLite driver: cl_rows are rows in memory (store/feed.c). OR FAIL: no copy of each page is kept
-- for undoing a single statement, the transaction as a whole is undone. Where a number is left out it is the next one,
-- which needs no search in the table; the caller looks whether it was.
--: bulk_event
INSERT OR FAIL INTO event (v, recorded_at, business_date, uid, program, kind, batch, entry, subject, body, hash)
SELECT 1, c0, :business_date, :uid, :program, c1, c2, c3, c4, c5, c6 FROM cl_rows
--: bulk_entry
INSERT OR FAIL INTO entry SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8 FROM cl_rows
--: bulk_entry_append
INSERT OR FAIL INTO entry (seq, batch, subject, matched, list, department, historical, origin)
SELECT c1, c2, c3, c4, c5, c6, c7, c8 FROM cl_rows
--: bulk_subject
INSERT OR FAIL INTO subject SELECT c0, c1, c2, c3 FROM cl_rows WHERE true ON CONFLICT DO NOTHING
--: bulk_subject_append
INSERT OR FAIL INTO subject (seq, kind, market) SELECT c1, c2, c3 FROM cl_rows
--: bulk_subject_key
INSERT OR FAIL INTO subject_key SELECT c0, c1 FROM cl_rows
--: bulk_subject_name
INSERT OR FAIL INTO subject_name SELECT c0, c1 FROM cl_rows WHERE true ON CONFLICT DO NOTHING
--: bulk_subject_ident
INSERT OR FAIL INTO subject_ident SELECT c0, c1 FROM cl_rows WHERE true ON CONFLICT DO NOTHING
--: bulk_entry_key
INSERT OR FAIL INTO entry_key SELECT c0, c1, c2 FROM cl_rows
--: find_idents
SELECT r.rowid, s.subject FROM cl_rows r CROSS JOIN subject_ident s ON s.ident = r.c0
--: find_subjects
SELECT r.rowid, s.kind FROM cl_rows r CROSS JOIN subject s ON s.id = r.c0
--: find_names
SELECT r.rowid, n.subject FROM cl_rows r CROSS JOIN subject_name n ON n.hash = r.c0 AND n.subject = r.c1
--: find_keys
SELECT r.rowid, k.entry FROM cl_rows r CROSS JOIN entry_key k
ON k.owner = r.c0 AND k.key = r.c1

-- Proceedings: objections, repairs, stop notices, supervision.
--: proceeding_add
INSERT INTO proceeding VALUES (:id, :kind, :entry, :department, :opened_on, :due_on)
--: step_add
INSERT INTO step VALUES (:proceeding, :seq, :step, :taken_on, :closes)
--: proceeding_get
SELECT p.id, p.kind, p.entry, p.department, p.opened_on, p.due_on, v.body, v.subject,
  (SELECT max(s.closes) FROM step s WHERE s.proceeding = p.id AND s.seq <= :head)
FROM proceeding p JOIN event v ON v.seq = p.id WHERE p.id = :id AND p.id <= :head
--: proceeding_of
SELECT p.id, p.kind, p.entry, p.department, p.opened_on, p.due_on, v.body, v.subject,
  (SELECT max(s.closes) FROM step s WHERE s.proceeding = p.id AND s.seq <= :head)
FROM proceeding p JOIN event v ON v.seq = p.id WHERE p.entry = :entry AND p.id <= :head ORDER BY p.id
--: proceeding_page
SELECT p.id, p.kind, p.entry, p.department, p.opened_on, p.due_on, v.body, v.subject,
  (SELECT max(s.closes) FROM step s WHERE s.proceeding = p.id AND s.seq <= :head)
FROM proceeding p JOIN event v ON v.seq = p.id WHERE p.kind = :kind AND p.id <= :head ORDER BY p.id
--: steps_of
SELECT s.seq, s.step, s.taken_on, s.closes, v.body, v.business_date FROM step s JOIN event v ON v.seq = s.seq
WHERE s.proceeding = :proceeding AND s.seq <= :head ORDER BY s.seq
--: applied_add
INSERT INTO applied VALUES (:entry, :measure, :department, :seq, :begins, :on_date)
--: applied_of
SELECT measure, department, seq, begins, on_date FROM applied WHERE entry = :entry AND seq <= :head ORDER BY seq
--: applied_all
SELECT entry, measure, department, seq, begins, on_date FROM applied WHERE seq <= :head ORDER BY entry, seq
--: last_on
-- of what an entry's own rows do not tell: proceedings, measures, notices
SELECT coalesce(max(v.business_date), '') FROM event v WHERE v.seq <= :head AND v.seq IN (
  SELECT id FROM proceeding WHERE entry = :entry UNION ALL
  SELECT s.seq FROM step s JOIN proceeding p ON p.id = s.proceeding WHERE p.entry = :entry UNION ALL
  SELECT seq FROM applied WHERE entry = :entry UNION ALL SELECT seq FROM notice_done WHERE entry = :entry)

--: batch_max
SELECT coalesce(max(id), 0) FROM batch

-- The access register (a file of its own).
--: access_last
SELECT seq, hash, recorded_at FROM access ORDER BY seq DESC LIMIT 1
--: access_add
INSERT INTO access VALUES (:seq, :recorded_at, :business_date, :uid, :body, :hash)
--: access_page
SELECT seq, recorded_at, business_date, uid, body, hash FROM access ORDER BY seq
--: access_every
SELECT business_date, uid, body FROM access ORDER BY seq
--: access_today
SELECT body FROM access WHERE uid = :uid AND business_date = :day ORDER BY seq
