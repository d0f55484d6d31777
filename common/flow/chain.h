/* chain: accepted rows of one import that share a key (subject, list, department, entry key), in
 * the order of the rows. */
#ifndef CL_CHAIN_H
#define CL_CHAIN_H
#include "flow/import.h"

struct cl_chains {
	size_t shared;         /* rows that are not the first of their key */
	int32_t *next;         /* by row: the following one of its key; -1: none */
	unsigned char *behind; /* 1: it is not the first of its key, or was sent back */
};
/* A row that was accepted. */
void cl_chain_note(struct cl_import *im, int32_t row);
void cl_chains_make(const struct cl_import *im, struct cl_chains *c);
void cl_chains_free(struct cl_chains *c);
#endif
