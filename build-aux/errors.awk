# share/errors.csv -> codes.h (-v part=enum) or codes.inc (-v part=rows)
BEGIN { FS = ","; if (part == "enum") print "/* generated from share/errors.csv */\nenum cl_code {\n\tCL_OK," }
NR == 1 { next }
NF != 6 { printf "%s:%d: %d fields, not 6\n", FILENAME, FNR, NF > "/dev/stderr"; bad = 1 }
part == "enum" { print "\tCL_" $1 "," }
part == "rows" { printf "CODE(%s, %d, %s, %s, %s, %s)\n", cstr($1), $2, cstr($3), cstr($4), cstr($5), cstr($6) }
END { if (part == "enum") print "\tCL_CODES\n};"; exit bad }
