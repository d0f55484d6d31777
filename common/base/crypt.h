/* crypt: hashes, keyed hashes, sealing and randomness behind one interface (libcrypto). */
#ifndef CL_CRYPT_H
#define CL_CRYPT_H
#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"

#define CL_HASH 32 /* bytes of SHA-256 and of SM3 */

struct cl_hasher; /* one algorithm, one context, used again and again */
/* "sha256" or "sm3"; NULL and err otherwise. Free with cl_hasher_free. */
struct cl_hasher *cl_hasher_new(const char *algorithm, struct cl_err *err) CL_CHECKED;
void cl_hasher_begin(struct cl_hasher *h);
void cl_hasher_add(struct cl_hasher *h, const void *p, size_t n);
void cl_hasher_end(struct cl_hasher *h, unsigned char out[CL_HASH]);
/* All three in one. */
void cl_hasher_one(struct cl_hasher *h, const void *p, size_t n, unsigned char out[CL_HASH]);
void cl_hasher_free(struct cl_hasher *h);

int cl_random(void *p, size_t n, struct cl_err *err) CL_CHECKED;
/* The same for a few bytes at a time, as nonces and keys are drawn: many of them cost one call. */
int cl_random_few(void *p, size_t n, struct cl_err *err) CL_CHECKED;
/* HKDF-SHA-256 of 32 bytes with a label and no salt. */
int cl_derive(const unsigned char key[32], const char *label, unsigned char out[32],
	struct cl_err *err) CL_CHECKED;
void cl_hmac(const unsigned char key[32], const void *p, size_t n, unsigned char out[32]);
/* AES-256-GCM: out gets version 1, nonce (12, fresh), ciphertext, tag (16). */
int cl_seal(const unsigned char key[32], const char *aad, const void *p, size_t n,
	struct cl_buf *out, struct cl_err *err) CL_CHECKED;
/* Fails with E_KEY when the key, the associated data or a byte is another. */
int cl_unseal(const unsigned char key[32], const char *aad, const void *p, size_t n,
	struct cl_buf *out, struct cl_err *err) CL_CHECKED;
/* Base64 with padding, as text for JSON. */
void cl_base64(const void *p, size_t n, struct cl_buf *out);
int cl_unbase64(const char *s, struct cl_buf *out); /* 0, or -1: not base64 */
void cl_hex(const void *p, size_t n, char *out);    /* lower case, 2n + NUL */
int cl_unhex(const char *s, void *out, size_t n);   /* 0, or -1 */
#endif
