# The commands of a manual's examples, one a line: the lines of literal displays in the section EXAMPLES (or 示例)
# that begin with "$ ", each with the lines that a \ at its end continues.
/^\.Sh / { in_section = $2 == "EXAMPLES" || $2 == "示例" }
/^\.Ed/ { literal = 0 }
in_section && literal {
	gsub(/\\e/, "\001")
	gsub(/\\-/, "-")
	gsub(/\\&/, "")
	gsub(/\\\(aq/, "\047")
	gsub(/\001/, "\\")
	if (command != "") { sub(/^ */, " "); command = command $0 }
	else if (/^\$ /) command = substr($0, 3)
	if (command != "" && !sub(/ *\\$/, "", command)) { print command; command = "" }
}
/^\.Bd -literal/ { literal = 1 }
