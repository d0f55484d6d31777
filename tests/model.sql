-- What tests/model asks of a database through sqlite3. "--: NAME" begins a part. An answer is a line: "! finding",
-- "= CLASS|ENTRY" (an entry that stands so), "= new|N" (events since it was asked last).
-- All is read from the events and what is derived of them, by other means than the programs use.

--: setup
CREATE TEMP TABLE since (seq INTEGER);
CREATE TEMP TABLE today (d TEXT);
CREATE TEMP TABLE touched (entry INTEGER PRIMARY KEY);
CREATE TEMP TABLE profile (red_watched INTEGER, duty INTEGER);
INSERT INTO since VALUES (0);
INSERT INTO today VALUES ('');
INSERT INTO profile SELECT
 (SELECT json_extract(body, '$.value') = 'yes' FROM register WHERE kind = 'policy' AND name = 'red_exit_watched'),
 (SELECT json_extract(body, '$.value') = 'yes' FROM register WHERE kind = 'policy' AND name = 'expiry_needs_duty');
-- how many days people work until and with each day
CREATE TEMP TABLE worked (d TEXT PRIMARY KEY, n INTEGER);
INSERT INTO worked WITH RECURSIVE days (d) AS (SELECT '2015-01-01' UNION ALL SELECT date(d, '+1 day') FROM days WHERE d < '2032-12-31')
 SELECT d, sum(coalesce(k.kind = 'work', strftime('%w', d) NOT IN ('0', '6'))) OVER (ORDER BY d)
 FROM days LEFT JOIN (SELECT name, json_extract(body, '$.day_kind') AS kind FROM register WHERE kind = 'calendar') k ON k.name = d;
CREATE INDEX worked_n ON worked (n);
-- each entry as it stands on the day asked for: nothing counts that was recorded for a later day
CREATE TEMP TABLE asked (d TEXT);
INSERT INTO asked VALUES ('9999-12-31');
CREATE TEMP VIEW fact AS SELECT e.id AS entry, 0 AS seq, '' AS d, v.body FROM entry e JOIN event v ON v.seq = e.seq
 UNION ALL SELECT c.entry, c.seq, v.business_date, v.body FROM decision c JOIN event v ON v.seq = c.seq;
CREATE TEMP VIEW stood AS SELECT e.id AS entry, coalesce(m.subject, e.subject) AS subject, e.list, e.department, e.origin,
 e.matched OR m.subject IS NOT NULL AS known, e.historical OR e.origin IS NOT NULL AS given, v.business_date AS entered,
 coalesce(m.d, v.business_date) AS since,
 (SELECT json_extract(f.body, '$.valid_from') FROM fact f WHERE f.entry = e.id AND f.d <= a.d AND json_extract(f.body, '$.valid_from') IS NOT NULL ORDER BY f.seq DESC LIMIT 1) AS valid_from,
 (SELECT json_extract(f.body, '$.valid_until') FROM fact f WHERE f.entry = e.id AND f.d <= a.d AND json_extract(f.body, '$.valid_until') IS NOT NULL ORDER BY f.seq DESC LIMIT 1) AS valid_until,
 (SELECT json_extract(f.body, '$.decided_on') FROM fact f WHERE f.entry = e.id AND f.d <= a.d AND json_extract(f.body, '$.decided_on') IS NOT NULL ORDER BY f.seq DESC LIMIT 1) AS decided_on,
 (SELECT nullif(c.state, 'unmatched') FROM decision c JOIN event x ON x.seq = c.seq WHERE c.entry = e.id AND x.business_date <= a.d
  AND (json_extract(x.body, '$.update') IS NULL OR json_extract(x.body, '$.renew') IS NOT NULL) ORDER BY c.seq DESC LIMIT 1) AS decided,
 (SELECT x.business_date FROM decision c JOIN event x ON x.seq = c.seq WHERE c.entry = e.id AND c.state = 'active' AND x.business_date <= a.d AND json_extract(x.body, '$.update') IS NULL ORDER BY c.seq LIMIT 1) AS first_active,
 coalesce((SELECT k.begins FROM mark k JOIN event x ON x.seq = k.seq WHERE k.entry = e.id AND k.overlay = 'suspended' AND x.business_date <= a.d ORDER BY k.seq DESC LIMIT 1), 0) AS suspended,
 coalesce((SELECT k.begins FROM mark k JOIN event x ON x.seq = k.seq WHERE k.entry = e.id AND k.overlay = 'stopped' AND x.business_date <= a.d ORDER BY k.seq DESC LIMIT 1), 0) AS stopped,
 coalesce((SELECT k.begins FROM mark k JOIN event x ON x.seq = k.seq WHERE k.entry = e.id AND k.overlay = 'expiry_review' AND x.business_date <= a.d ORDER BY k.seq DESC LIMIT 1), 0) AS review,
 coalesce((SELECT k.begins FROM mark k JOIN event x ON x.seq = k.seq WHERE k.entry = e.id AND k.overlay = 'held' AND x.business_date <= a.d ORDER BY k.seq DESC LIMIT 1), 0) AS held,
 x.exited_on, coalesce(x.voided, 0) AS voided, x.seq AS ended, x.reason, a.d AS as_of
 FROM entry e JOIN asked a JOIN event v ON v.seq = e.seq LEFT JOIN ending x ON x.entry = e.id
 LEFT JOIN (SELECT m.entry, m.subject, v.business_date AS d FROM matching m JOIN event v ON v.seq = m.seq WHERE m.same = 1) m ON m.entry = e.id AND m.d <= a.d
 WHERE v.business_date <= a.d OR e.historical OR e.origin IS NOT NULL;
CREATE TEMP VIEW stands AS SELECT *, CASE WHEN voided OR exited_on <= as_of THEN 'exited' WHEN decided IS NOT NULL THEN decided
 WHEN NOT known THEN 'unmatched' WHEN given THEN 'active' ELSE 'proposed' END AS state,
 CASE WHEN NOT given THEN first_active WHEN known THEN coalesce(valid_from, decided_on, since) END AS confirmed_on
 FROM stood WHERE origin IS NULL OR valid_from <= as_of;
CREATE TEMP TABLE span AS SELECT * FROM stands WHERE 0;
CREATE UNIQUE INDEX span_entry ON span (entry);
CREATE INDEX span_subject ON span (subject);
CREATE TEMP TABLE earlier AS SELECT * FROM span WHERE 0;
CREATE TEMP VIEW market AS SELECT s.entry FROM span s JOIN subject b ON b.id = s.subject JOIN entry e ON e.id = s.entry JOIN event v ON v.seq = e.seq
 WHERE s.known AND (b.market = 1 OR substr(json_extract(v.body, '$.uscc'), 1, 2) IN ('91', '92', '93', '99'));

--: new
DELETE FROM touched;
INSERT OR IGNORE INTO touched SELECT entry FROM event WHERE seq > (SELECT seq FROM since) AND entry IS NOT NULL;
INSERT OR IGNORE INTO touched SELECT origin FROM entry JOIN touched ON touched.entry = entry.id WHERE origin IS NOT NULL;

--: all
DELETE FROM touched;
INSERT INTO touched SELECT id FROM entry;

--: never
DELETE FROM span WHERE entry IN (SELECT entry FROM touched);
INSERT INTO span SELECT * FROM stands WHERE entry IN (SELECT entry FROM touched);
-- 5.6(2); what of the past is told later is not held against an earlier day
WITH force AS (SELECT s.* FROM span s JOIN today t WHERE list IN ('red', 'black') AND since <= t.d AND state IN ('active', 'exited') AND confirmed_on <= t.d
 AND coalesce(valid_from, decided_on, '') <= t.d AND (valid_until >= t.d OR valid_until IS NULL OR review) AND (exited_on > t.d OR exited_on IS NULL)
 AND NOT voided AND NOT suspended AND NOT stopped)
SELECT '! black and red in force together: E' || b.entry || ' E' || r.entry FROM force b JOIN force r ON r.subject = b.subject AND r.list = 'red' WHERE b.list = 'black';
-- 5.5
SELECT '! no watch entry after E' || x.entry FROM touched JOIN ending x USING (entry) JOIN span n USING (entry) JOIN market USING (entry) JOIN event v ON v.seq = x.seq
 WHERE v.kind LIKE 'exit%' AND x.voided = 0 AND (n.list = 'black' OR (n.list = 'red' AND (SELECT red_watched FROM profile)))
 AND NOT EXISTS (SELECT 1 FROM entry w JOIN event y ON y.seq = w.seq WHERE w.origin = x.entry AND w.list = 'watch' AND w.department = n.department
 AND w.subject = n.subject AND y.kind = 'watch' AND y.business_date = v.business_date AND json_extract(y.body, '$.valid_from') = x.exited_on);
SELECT '! a watch entry that nothing asks for: E' || w.id FROM touched JOIN entry w ON w.id = touched.entry JOIN span n ON n.entry = w.origin LEFT JOIN ending x ON x.entry = w.origin
 WHERE w.list = 'watch' AND (x.entry IS NULL OR x.voided OR w.origin NOT IN (SELECT entry FROM market) OR n.list = 'watch'
 OR (n.list = 'red' AND NOT (SELECT red_watched FROM profile)) OR (SELECT kind FROM event WHERE seq = x.seq) NOT LIKE 'exit%');
-- 5.7
SELECT '! no notice of the exit of E' || x.entry || ' on ' || a.channel FROM touched JOIN ending x USING (entry) JOIN entry n ON n.id = x.entry
 JOIN announced a ON a.seq < x.seq AND x.entry BETWEEN a.first_entry AND a.last_entry WHERE n.list <> 'watch'
 AND NOT EXISTS (SELECT 1 FROM notice o WHERE o.entry = x.entry AND o.channel = a.channel AND o.seq = x.seq AND o.trigger_on = x.trigger_on);
SELECT '! a notice of the exit of E' || o.entry || ' that was announced nowhere' FROM touched JOIN notice o USING (entry)
 WHERE NOT EXISTS (SELECT 1 FROM announced a WHERE a.seq < o.seq AND a.channel = o.channel AND o.entry BETWEEN a.first_entry AND a.last_entry);
SELECT '! the notice of the exit of E' || o.entry || ' is due on ' || o.due_on FROM touched JOIN notice o USING (entry)
 WHERE o.due_on <> (SELECT min(d) FROM worked WHERE n = (SELECT n FROM worked WHERE d = o.trigger_on) + 3);
SELECT '! announced twice: E' || entry FROM notice_done GROUP BY entry, channel HAVING count(*) > 1 AND max(seq) > (SELECT seq FROM since);
-- 4.1, 4.2, 5.7
SELECT '! ' || measure || ' runs on E' || entry || ', which is ' || s.state FROM touched JOIN applied USING (entry) JOIN (SELECT entry, state FROM span) s USING (entry)
 WHERE s.state IN ('exited', 'withdrawn') OR EXISTS (SELECT 1 FROM ending x WHERE x.entry = touched.entry) GROUP BY entry, measure, department HAVING sum(CASE begins WHEN 1 THEN 1 ELSE -1 END) > 0;
SELECT '! ' || a.measure || ' begins on E' || a.entry || ' after its exit' FROM touched JOIN applied a USING (entry) JOIN ending x USING (entry) WHERE a.begins = 1 AND a.seq > x.seq;
SELECT '! ' || a.measure || ' runs on E' || a.entry || ' after its stop notice' FROM touched JOIN applied a USING (entry) JOIN proceeding p ON p.entry = a.entry AND p.kind = 'stop' AND p.department = a.department
 JOIN event v ON v.seq = p.id AND json_extract(v.body, '$.measure') = a.measure WHERE a.begins = 1 AND NOT EXISTS (SELECT 1 FROM applied b WHERE b.entry = a.entry AND b.measure = a.measure
 AND b.department = a.department AND b.begins = 0 AND b.seq > a.seq);
SELECT '! no stop notice for ' || a.measure || ' after the exit of E' || a.entry FROM touched JOIN applied a USING (entry) JOIN ending x USING (entry) WHERE a.begins = 0 AND a.seq > x.seq
 AND NOT EXISTS (SELECT 1 FROM proceeding p JOIN event v ON v.seq = p.id WHERE p.entry = a.entry AND p.kind = 'stop' AND p.department = a.department AND json_extract(v.body, '$.measure') = a.measure);
-- 5.4(3), 5.6(3)
SELECT '! in the due queue and not active to that day: E' || q.entry FROM touched JOIN due q USING (entry) JOIN span s USING (entry) WHERE s.ended IS NOT NULL OR s.state <> 'active' OR s.valid_until IS NOT q.until;
SELECT '! active and not in the due queue: E' || s.entry FROM touched JOIN span s USING (entry) WHERE s.state = 'active' AND s.ended IS NULL AND s.valid_until <> '9999-12-31'
 AND NOT EXISTS (SELECT 1 FROM due q WHERE q.entry = s.entry);
SELECT '! E' || x.entry || ' ended on ' || x.exited_on || ' for ' || x.reason || ' after its validity' FROM touched JOIN ending x USING (entry) JOIN span s USING (entry)
 WHERE x.exited_on > date(s.valid_until, '+1 day') AND x.exited_on > s.valid_from AND x.reason NOT IN ('expired', 'error')
 AND NOT EXISTS (SELECT 1 FROM mark k WHERE k.entry = x.entry AND k.overlay = 'expiry_review') AND (SELECT kind FROM event WHERE seq = x.seq) LIKE 'exit%';
SELECT '! E' || x.entry || ' expired on ' || x.exited_on FROM touched JOIN ending x USING (entry) JOIN span s USING (entry) WHERE x.reason = 'expired' AND s.valid_until IS NOT NULL
 AND x.exited_on <> date(s.valid_until, '+1 day') AND NOT (SELECT duty FROM profile) AND (SELECT kind FROM event WHERE seq = x.seq) = 'exit_expired';
-- an act is not dated before what came before it
SELECT '! dated before its last event: E' || entry FROM (SELECT entry, business_date AS d, lag(business_date) OVER (PARTITION BY entry ORDER BY seq) AS was
 FROM event WHERE seq > (SELECT seq FROM since) AND entry IN (SELECT entry FROM touched) OR seq IN (SELECT (SELECT max(seq) FROM event v WHERE v.entry = touched.entry AND v.seq <= (SELECT seq FROM since)) FROM touched)) WHERE d < was;
-- 2.5, 5.3: who was only one department's clerk in that month
SELECT '! E' || v.entry || ' of ' || e.department || ' was decided by another department: ' || v.kind FROM event v JOIN entry e ON e.id = v.entry WHERE v.seq > (SELECT seq FROM since)
 AND v.kind NOT IN ('measure', 'open', 'step', 'watch') AND v.kind NOT LIKE 'import%' AND json_extract(v.body, '$.caused_by') IS NULL AND e.department NOT IN
 (SELECT CASE substr(v.business_date, 6, 2) WHEN '03' THEN '县税务局' WHEN '09' THEN '县住建局' ELSE e.department END UNION ALL SELECT '县建设局' WHERE substr(v.business_date, 6, 2) = '09');

--: pick
SELECT '= ' || CASE state WHEN 'active' THEN 'active_' || list WHEN 'proposed' THEN 'proposed_' || list ELSE state END, entry FROM (SELECT state, list, entry,
 max((entry * 7919 + (SELECT seq FROM since) * 31) % 1009) FROM span WHERE ended IS NULL GROUP BY state, list);
SELECT '= held', entry, max((entry * 7919 + (SELECT seq FROM since) * 31) % 1009) FROM span WHERE held AND ended IS NULL HAVING count(*);
SELECT '= suspended', entry, max((entry * 7919 + (SELECT seq FROM since) * 31) % 1009) FROM span WHERE (suspended OR stopped) AND ended IS NULL HAVING count(*);
SELECT '= review', entry FROM span WHERE review AND ended IS NULL LIMIT 1;
SELECT '= over', entry, max((entry * 7919 + (SELECT seq FROM since) * 31) % 1009) FROM span WHERE list = 'black' AND state = 'active' AND ended IS NULL AND valid_until < (SELECT d FROM today) HAVING count(*);
SELECT '= ' || kind, entry, max((entry * 7919 + (SELECT seq FROM since) * 31) % 1009) FROM proceeding p WHERE kind IN ('objection', 'repair') AND NOT EXISTS (SELECT 1 FROM step s WHERE s.proceeding = p.id AND closes) GROUP BY kind;
SELECT '= stop', min(id) FROM proceeding p WHERE kind = 'stop' AND NOT EXISTS (SELECT 1 FROM step s WHERE s.proceeding = p.id AND closes) HAVING count(*);
SELECT '= owing', entry, max((entry * 7919 + (SELECT seq FROM since) * 31) % 1009) FROM notice o WHERE NOT EXISTS (SELECT 1 FROM notice_done k WHERE k.entry = o.entry AND k.channel = o.channel) HAVING count(*);
SELECT '= cause', b.entry FROM span b JOIN ending r ON r.caused_by = b.entry WHERE b.list = 'black' AND b.ended IS NULL LIMIT 1;
SELECT '= restorable', r.entry FROM ending r JOIN ending b ON b.entry = r.caused_by AND b.voided JOIN span s ON s.entry = r.entry WHERE s.valid_until >= (SELECT d FROM today)
 AND NOT EXISTS (SELECT 1 FROM entry w WHERE w.origin = r.entry AND w.list = 'red') ORDER BY r.seq DESC LIMIT 1;
SELECT '= measured', entry FROM applied a JOIN span USING (entry) WHERE ended IS NULL AND begins ORDER BY a.seq DESC LIMIT 1;
SELECT '= subject', subject, max((entry * 7919 + (SELECT seq FROM since) * 31) % 1009) FROM span WHERE known HAVING count(*);
SELECT '= last', coalesce(max(id), 1) FROM entry;

--: end
SELECT '= new', (SELECT max(seq) FROM event) - (SELECT seq FROM since);
UPDATE since SET seq = (SELECT max(seq) FROM event);
