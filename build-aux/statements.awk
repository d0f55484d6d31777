# share/statements.sql -> enum (-v part=enum) or texts (-v part=rows); "--: NAME" begins a statement
BEGIN { if (part == "enum") print "/* generated from share/statements.sql */\nenum cl_stmt {" }
function flush() {
	if (name == "") return
	if (part == "enum") print "\tCL_Q_" ident(name) ","
	else printf "{%s,\n%s},\n", cstr(name), text
	text = ""
}
/^--: / { flush(); name = $2; next }
/^--/ || /^[ \t]*$/ { next }
{ text = text "\t" substr(cstr($0), 1, length(cstr($0)) - 1) "\\n\"" "\n" }
END { flush(); if (part == "enum") print "\tCL_STATEMENTS\n};" }
