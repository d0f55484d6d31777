# The plan of one life of tests/model: an operation a line, no state known.
#   late date kind who words...
# who: @CLASS, an entry that stands so at that time (tests/model.sql tells one of each); #N, any entry at all; -, none.
# -v n, seed, profile
function rnd(k) { seed = (seed * 1103515 + 12345) % 2147483648; return int(seed / 65536) % k }
function one(list, a) { return a[rnd(split(list, a, " ")) + 1] }
function iso(d,   y, m, doy, mp) { # days since 1970-01-01, by the civil calendar
	d += 719468
	doy = d % 146097
	y = int((doy - int(doy / 1460) + int(doy / 36524) - int(doy / 146096)) / 365)
	doy -= 365 * y + int(y / 4) - int(y / 100)
	mp = int((5 * doy + 2) / 153)
	m = mp < 10 ? mp + 3 : mp - 9
	return sprintf("%04d-%02d-%02d", y + int(d / 146097) * 400 + (m <= 2), m, doy - int((153 * mp + 2) / 5) + 1)
}
function val(c) { return index("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", c) - 1 }
function org(body,   i, s, w) {
	split("3 7 9 10 5 8 4 2", w, " ")
	for (i = 1; i <= 8; i++) s += val(substr(body, i, 1)) * w[i]
	s = 11 - s % 11
	return body (s == 10 ? "X" : s == 11 ? "0" : s)
}
function code(head, n,   s, i, sum, p, base) { # GB 32100 with GB 11714 in it
	base = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	s = head "430423" org(sprintf("MA%06d", n))
	p = 1
	for (i = 1; i <= 17; i++) {
		sum += (index(base, substr(s, i, 1)) - 1) * p
		p = p * 3 % 31
	}
	return s substr(base, (31 - sum % 31) % 31 + 1, 1)
}
function person(born, n,   s, i, sum, w) { # GB 11643
	s = "430423" born sprintf("%03d", n)
	split("7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", w, " ")
	for (i = 1; i <= 17; i++) sum += substr(s, i, 1) * w[i]
	return s substr("10X98765432", sum % 11 + 1, 1)
}
# A row of a department: name, code, number. Few subjects, so that lists meet.
function subject(   k) {
	k = rnd(100)
	if (k < 62) return sprintf("样例%d号有限公司,%s,", k % 24, code("91", 100 + k % 24))
	if (k < 72) return sprintf("样例%d号事业单位,%s,", k % 5, code("12", 200 + k % 5))
	k -= 72
	return sprintf("样例%s,,%s", names[k % 10 + 1], person(k % 10 == 9 ? "20100101" : 1970 + k % 10 * 3 "0512", 100 + k % 10))
}
function text() { # now and then with a telephone: sealed, and held back
	return rnd(12) ? "少缴税款" : "少缴税款，电话13900139000"
}
function row(doc, whose) {
	return sprintf("%s,%s,逃避缴纳税款,影响恶劣,《税收征收管理法》第63条,县局,文%s号,%s,%s,%s,纠正失信行为,%s,%s,%s", whose, text(), doc,
		iso(day - rnd(90)), one("轻微 一般 严重 严重"), rnd(10) ? "能" : "否", rnd(2) ? "缴清" : "", rnd(2) ? "" : "缴清税款", one("市场秩序 市场秩序 市场秩序 环境美化"))
}
function pick(class) { return rnd(8) ? "@" class : "#" rnd(1000000) }
function line(kind, who, words) { print at < day, iso(at), kind, who, words }
function department() { return one("县税务局 县税务局 县税务局 县住建局 县住建局 县建设局") }
# The last day, the severity and the scope; in the national profile they mostly fit.
function ending(   w) {
	if (profile != "national-2026") return iso(at + 20 + rnd(400)) " serious 市场秩序"
	w = one(iso(at + 100) "/general " iso(at + 130) "/general " iso(at + 420) "/serious " iso(at + 60) "/minor") "/" one("市场秩序 市场秩序 市场秩序 市场秩序 环境美化")
	gsub("/", " ", w)
	return w
}
function nameless() { return sprintf("样例%d号有限公司,,", rnd(24)) }
function import_one(   k, list, r) {
	k = rnd(20)
	list = k < 8 ? "red" : k < 19 ? "black" : "watch"
	r = row(rnd(12) ? i : i - rnd(40), rnd(9) ? subject() : nameless())
	if (rnd(10) == 0 && last != "") { # the department writes again
		sub(/少缴税款/, "少缴大量税款", last)
		line("update", "-", lastlist " " lastdept " " last)
		return
	}
	last = r; lastlist = list; lastdept = department()
	line(r ~ /^[^,]*,,,/ ? "import_unmatched" : r ~ /^[^,]*,,/ ? "import_person" : "import_" list, "-", list " " lastdept " " r)
	if (i % 40 < 3 && i + 2 < n) { # withdrawn, and sent again
		line("withdraw", "@last")
		line("renew", "-", list " " lastdept " " r)
		i += 2
	}
}
function historical(   from, until, s) {
	s = rnd(5) ? subject() : nameless()
	from = day - rnd(900)
	until = rnd(3) ? day + rnd(300) - 20 : from + rnd(500)
	line(s ~ /^[^,]*,,$/ ? "past_unmatched" : until < at ? "past_over" : "past", "-", one("red black black") " " department() " " row(i, s) "," iso(from) "," iso(until) "," (rnd(6) ? "" : iso(until - rnd(30))))
}
BEGIN {
	split("甲 乙 丙 丁 戊 己 庚 辛 壬 癸", names, " ")
	day = 17898 + rnd(200) # 2019
	for (i = 1; i <= n; i++) {
		day += rnd(7) == 0 ? rnd(12) : 0
		at = rnd(16) ? day : day - 1 - rnd(40) # one in sixteen is recorded late
		k = rnd(100)
		if (k < 15) import_one()
		else if (k < 18) historical()
		else if (k < 21) line(one("match_same match_same match_same match_not match_new"), pick("unmatched"))
		else if (k < 26) line("notify", pick("proposed_black"))
		else if (k < 34) line("confirm_black", pick(rnd(3) ? "notified" : "proposed_black"), ending())
		else if (k < 40) line("confirm_red", pick("proposed_red"), ending())
		else if (k < 41) line("confirm_watch", pick("proposed_watch"), ending())
		else if (k < 42) line(one("refuse withdraw"), pick(one("proposed_black proposed_red unmatched notified active_red active_black")))
		else if (k < 43) line("clear", pick("held"))
		else if (k < 48) line(one("object object object own_correction"), pick(one("active_black active_red cause active_watch cause")), one("wrong omitted over_period should_not_be_listed not_removed"))
		else if (k < 53) line("answer_" one("correct correct prolong shorten supplement stop remove remove dismiss"), pick("objection"), iso(at + rnd(200)) " " iso(at - rnd(15)))
		else if (k < 57) line("apply", pick("active_black"), one("correct correct correct volunteer"))
		else if (k < 59) line(one("missing supplied"), pick("repair"))
		else if (k < 62) line("accept", pick("repair"))
		else if (k < 63) line(one("turn_down false_papers"), pick("repair"))
		else if (k < 66) line("consent", pick("repair"), iso(at - rnd(10)))
		else if (k < 71) line("expired", "-")
		else if (k < 73) line("exit_error", pick(one("active_black active_red cause cause active_watch")), iso(at - rnd(10)))
		else if (k < 76) line("exit_" one("misconduct unqualified requested blacklisted"), pick("active_red"), iso(at - rnd(20)))
		else if (k < 77) line("exit_repaired", pick("active_black"), iso(at - rnd(10)))
		else if (k < 79) line(one("suspend resume"), pick(one("active_black active_red suspended suspended")), iso(at - rnd(5)))
		else if (k < 80) { if (rnd(2)) line("review_begin", pick("over")); else line("review_end", pick("review")) }
		else if (k < 81) { if (rnd(8)) line("changed", pick("active_black"), one("exit keep")); else line("standard", "-", ++version) }
		else if (k < 83) line("restores", pick("restorable"))
		else if (k < 86) line("publish", "-")
		else if (k < 92) line("measure_begin", pick(one("active_black active_black active_red")), one("M-B1 M-B2 M-R1"))
		else if (k < 93) line("measure_end", pick("measured"), one("M-B1 M-B2 M-R1"))
		else if (k < 95) line("acknowledge", "-")
		else line("done", pick("owing"))
	}
}
