# share/roles.csv -> rows of cl_rights; a wrong cell is a compile error at its line of the table
BEGIN { FS = "," }
FNR == 1 { next }
function reach(s) { return "CL_MAY_" (s == "-" ? "NOT" : ident(s)) }
function word(s) { return cstr(s == "-" ? "" : s) }
{
	printf "#line %d \"share/roles.csv\"\n", FNR
	printf "{%s, {%s, %s, %s, %s, %s}, %s, %s},\n", cstr($1), reach($2), reach($3), reach($4), reach($5), reach($6),
		word($7), cstr($8)
}
