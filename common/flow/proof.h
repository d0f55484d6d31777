/* proof: what the cells of the first rows prove of their columns: a header that stands beside its
 * data, codes that are not the subjects' own. */
#ifndef CL_PROOF_H
#define CL_PROOF_H
#include "flow/columns.h"

struct cl_proof;
struct cl_proof *cl_proof_new(void);
void cl_proof_add(struct cl_proof *p, const struct cl_columns *c, const struct cl_row *row);
/* By how many columns the data stand right of their header; 0: where they should. Only the check
 * digits decide: none in the columns of codes, and in most rows one beside each. */
int cl_proof_shift(const struct cl_proof *p, const struct cl_columns *c);
/* Many names under few credit codes: E_AWARDER. */
int cl_proof_own_codes(
	const struct cl_proof *p, const struct cl_columns *c, struct cl_err *err) CL_CHECKED;
void cl_proof_free(struct cl_proof *p);
#endif
