/* outcome: what the check of one row found, for the thread that takes rows in their order. It is
 * all that thread looks at: what is large stays with the checker or lies in the spool. */
#ifndef CL_OUTCOME_H
#define CL_OUTCOME_H
#include "flow/check.h"
#include "flow/spool.h"

struct cl_outcome {
	uint32_t hash;        /* cl_hash64 of ident[0], its upper half */
	uint8_t nident, list; /* list: red, black, watch */
	uint8_t unmatched;    /* it has no identifier: ident[0] is F, 1 for persons, folded name */
	uint8_t natural, plain;
	uint8_t hashed;            /* name is the store's hash, not only one of this run */
	uint8_t hold, unpublished; /* worth a warning, where the row is accepted */
	uint8_t other_department;  /* than the option: another, or another name of it */
	uint8_t secret, lone;      /* a mark that stands alone is the table's */
	const char *ident[CL_IDENTS];
	unsigned char key[16];
	uint64_t name; /* a hash of it; 0: none */
	int64_t at;    /* its body, among those of its piece; of a row without errors */
	uint32_t len;
	const char *department, *standard; /* as written; NULL: none */
	const char *told; /* the name of a natural person, where everybody's texts hold it */
	struct cl_pos pos;
	int nerr;
	struct cl_err *err; /* all of the row's; NULL: none */
};

/* What all rows of an import share. */
struct cl_outcomes {
	const struct cl_defaults *defaults;
	struct cl_spool *spool;
	int32_t today;
	int stores;            /* names are hashed as the store has them */
	int brief;             /* without bodies */
	const char *everybody; /* what goes into events of no one subject */
};
/* Body of a good row, where they are made, appended to bodies; the rest from a. */
void cl_outcome_make(const struct cl_outcomes *x, struct cl_checker *ck, const struct cl_row *row,
	struct cl_checked *k, struct cl_arena *a, struct cl_buf *bodies, struct cl_outcome *out);
/* One error more, to be set. */
struct cl_err *cl_outcome_error(struct cl_outcome *o, const char *header, struct cl_arena *a);
#endif
