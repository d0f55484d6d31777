# share/fields.csv, values.csv, aliases.csv -> fields.h (-v part=enum) or fields.inc (-v part=rows|values|aliases)
BEGIN { FS = ","; if (part == "enum") print "/* generated from share/fields.csv */\nenum cl_field {" }
FNR == 1 { next }
part == "enum" { print "\tCL_F_" ident($1) "," }
part == "rows" {
	printf "{%s, %s, CL_K_%s, CL_PART_%s, %d},\n", cstr($1), cstr($2), ident($3), ident($4), $5 == "seal"
}
part == "values" { printf "{CL_K_%s, %s, %s, %s},\n", ident($1), cstr($2), cstr($3), cstr($4) }
part == "aliases" { printf "{%s, %s},\n", $1 == "-" ? "CL_F_NONE" : "CL_F_" ident($1), cstr($2) }
END { if (part == "enum") print "\tCL_FIELDS,\n\tCL_F_NONE = CL_FIELDS\n};" }
