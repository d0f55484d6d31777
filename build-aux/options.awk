# share/options.csv -> options.h (-v part=enum) or options.inc (-v part=rows)
BEGIN { FS = ","; if (part == "enum") print "/* generated from share/options.csv */\nenum cl_opt_id {" }
NR == 1 { next }
$4 !~ /^(many)?( ?personal)?( ?plain)?$/ { printf "%s:%d: %s is not many, personal or plain\n", FILENAME, FNR, $4 > "/dev/stderr"; bad = 1 }
NF != 7 { printf "%s:%d: %d fields, not 7\n", FILENAME, FNR, NF > "/dev/stderr"; bad = 1 }
part == "enum" { print "\tCL_O_" ident($1) "," }
part == "rows" {
	printf "{%s, %s, %s, %d, %d, %d, %s, {%s, %s}},\n", cstr($1), $2 == "" ? "0" : "'" $2 "'",
		$3 == "" ? "NULL" : cstr($3), $4 ~ /many/, $4 ~ /personal/, $4 ~ /plain/, cstr(" " $5 " "), cstr($7), cstr($6)
}
END { if (part == "enum") print "\tCL_OPTIONS\n};"; exit bad }
