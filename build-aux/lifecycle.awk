# share/lifecycle.csv -> rows of cl_lifecycle; a wrong name is a compile error at its line of the table
BEGIN { FS = "," }
FNR == 1 { next }
function effects(s,    n, i, p, out) {
	if (s == "-") return "0"
	n = split(s, p, ";")
	for (i = 1; i <= n; i++) out = out (i > 1 ? " | " : "") "CL_X_" ident(p[i])
	return out
}
function guards(s,    n, i, p, out) {
	if (s == "-") return "{0}"
	n = split(s, p, ";")
	for (i = 1; i <= n; i++) out = out (i > 1 ? ", " : "") "cl_guard_" p[i]
	return "{" out "}"
}
{
	printf "#line %d \"share/lifecycle.csv\"\n", FNR
	printf "{CL_S_%s, CL_A_%s, %s, %s, CL_S_%s, %s, %s, %s, %s, %d},\n", $1 == "-" ? "NONE" : ident($1), ident($2),
		cstr($3), guards($4), ident($5), effects($6), cstr($7), cstr($8), cstr($9), FNR
}
