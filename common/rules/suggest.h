/* suggest: what a damaged identifier may have been. Pure; nothing is ever corrected by it alone
 * (DATA, "Credit-code columns"). */
#ifndef CL_SUGGEST_H
#define CL_SUGGEST_H
#include <stdint.h>

#define CL_SUGGESTED 5 /* candidates kept */

struct cl_suggest {
	int n; /* how many there are, beyond those kept too; 0: none, or too little is left to tell
		*/
	int several; /* another number stands beside it: none is to be chosen */
	char code[CL_SUGGESTED][19];
};

/* Credit codes that pass both check digits (GB 32100 and the organisation code inside, GB 11714)
 * and become the given text by one known damage: a suffix, 15 digits kept, rounding to a double,
 * scientific notation with at least 15 digits, one character lost, letters that look like others
 * (I O Z S), two neighbours of the organisation
 * code exchanged. */
void cl_suggest_uscc(const char *given, struct cl_suggest *out);
/* The same for citizen numbers (GB 11643) born by today: 15 digits kept, rounding, a lost check
 * character. */
void cl_suggest_citizen(const char *given, int32_t today, struct cl_suggest *out);
#endif
