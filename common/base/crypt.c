#include "base/crypt.h"
#include "base/arena.h"
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define NONCE 12
#define TAG 16

struct cl_hasher {
	EVP_MD *md;
	EVP_MD_CTX *ctx;
};

struct cl_hasher *cl_hasher_new(const char *algorithm, struct cl_err *err)
{
	const char *name = strcmp(algorithm, "sha256") == 0 ? "SHA256"
			   : strcmp(algorithm, "sm3") == 0  ? "SM3"
							    : NULL;
	struct cl_hasher *h = cl_xmalloc(sizeof *h);
	h->md = name != NULL ? EVP_MD_fetch(NULL, name, NULL) : NULL;
	h->ctx = EVP_MD_CTX_new();
	if (h->md == NULL || h->ctx == NULL) {
		cl_hasher_free(h);
		cl_fail(err, CL_E_DB, _("hash algorithm %s is not available"), algorithm);
		return NULL;
	}
	return h;
}

void cl_hasher_begin(struct cl_hasher *h)
{
	if (EVP_DigestInit_ex2(h->ctx, h->md, NULL) != 1)
		abort(); /* cannot happen with a fetched digest and an existing context */
}

void cl_hasher_add(struct cl_hasher *h, const void *p, size_t n)
{
	if (EVP_DigestUpdate(h->ctx, p, n) != 1)
		abort();
}

void cl_hasher_end(struct cl_hasher *h, unsigned char out[CL_HASH])
{
	if (EVP_DigestFinal_ex(h->ctx, out, NULL) != 1)
		abort();
}

void cl_hasher_one(struct cl_hasher *h, const void *p, size_t n, unsigned char out[CL_HASH])
{
	cl_hasher_begin(h);
	cl_hasher_add(h, p, n);
	cl_hasher_end(h, out);
}

void cl_hasher_free(struct cl_hasher *h)
{
	if (h == NULL)
		return;
	EVP_MD_CTX_free(h->ctx);
	EVP_MD_free(h->md);
	free(h);
}

/* Nonces and subjects' keys come from a drawn block: one call of the generator for many values,
 * each wiped as it is given out. A child of fork draws anew. */
static unsigned char pool[4096];
static size_t pool_left;

static void drop_pool(void)
{
	pool_left = 0;
}

int cl_random_few(void *p, size_t n, struct cl_err *err)
{
	static int watched;
	if (n > sizeof pool)
		return cl_random(p, n, err);
	if (!watched && pthread_atfork(NULL, NULL, drop_pool) != 0)
		return cl_random(p, n, err);
	watched = 1;
	if (pool_left < n) {
		if (cl_random(pool, sizeof pool, err) != 0)
			return -1;
		pool_left = sizeof pool;
	}
	pool_left -= n;
	memcpy(p, pool + pool_left, n);
	explicit_bzero(pool + pool_left, n);
	return 0;
}

/* Contexts with a key laid out in them, two of each direction (the key that wraps and the subject's
 * take turns): laying out a key costs as much as sealing a short value, fetching the cipher ten
 * times that. */
struct keyed {
	EVP_CIPHER_CTX *ctx;
	unsigned char key[32];
	int ready;
};

static int lay_out(struct keyed *k, const unsigned char key[32], int seal)
{
	static EVP_CIPHER *gcm;
	if (gcm == NULL)
		gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	const EVP_CIPHER *first = k->ctx == NULL ? gcm : NULL;
	if (k->ctx == NULL && gcm != NULL)
		k->ctx = EVP_CIPHER_CTX_new();
	k->ready = k->ctx != NULL && EVP_CipherInit_ex2(k->ctx, first, key, NULL, seal, NULL) == 1;
	memcpy(k->key, key, sizeof k->key);
	return k->ready;
}

static EVP_CIPHER_CTX *context(int seal, const unsigned char key[32])
{
	static struct keyed all[2][2];
	static int newest[2];
	for (int i = 0; i < 2; i++)
		if (all[seal][i].ready && memcmp(all[seal][i].key, key, 32) == 0) {
			newest[seal] = i;
			return all[seal][i].ctx;
		}
	newest[seal] = !newest[seal];
	struct keyed *k = &all[seal][newest[seal]];
	return lay_out(k, key, seal) ? k->ctx : NULL;
}

int cl_random(void *p, size_t n, struct cl_err *err)
{
	return RAND_bytes(p, (int)n) == 1
		       ? 0
		       : cl_fail(err, CL_E_IO, _("no randomness from the system"));
}

int cl_derive(
	const unsigned char key[32], const char *label, unsigned char out[32], struct cl_err *err)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *ctx = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char[]){"SHA256"}, 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)key, 32),
		OSSL_PARAM_construct_octet_string(
			OSSL_KDF_PARAM_INFO, (void *)(uintptr_t)label, strlen(label)),
		OSSL_PARAM_construct_end()};
	int ok = ctx != NULL && EVP_KDF_derive(ctx, out, 32, params) == 1;
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	return ok ? 0 : cl_fail(err, CL_E_KEY, _("the key cannot be derived"));
}

static EVP_MAC_CTX *new_mac(const unsigned char key[32])
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char[]){"SHA256"}, 0),
		OSSL_PARAM_construct_end()};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *ctx = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
	EVP_MAC_free(mac);
	if (ctx == NULL || EVP_MAC_init(ctx, key, 32, params) != 1)
		abort(); /* libcrypto without HMAC, or no memory */
	return ctx;
}

/* One context keeps the key it was last given: HMAC() fetches and lays out anew each time. */
void cl_hmac(const unsigned char key[32], const void *p, size_t n, unsigned char out[32])
{
	static EVP_MAC_CTX *ctx;
	static unsigned char last[32];
	size_t len;
	if (ctx == NULL || memcmp(last, key, sizeof last) != 0) {
		EVP_MAC_CTX_free(ctx);
		ctx = new_mac(key);
		memcpy(last, key, sizeof last);
	}
	if (EVP_MAC_init(ctx, NULL, 0, NULL) != 1 || EVP_MAC_update(ctx, p, n) != 1 ||
		EVP_MAC_final(ctx, out, &len, 32) != 1)
		abort();
}

int cl_seal(const unsigned char key[32], const char *aad, const void *p, size_t n,
	struct cl_buf *out, struct cl_err *err)
{
	EVP_CIPHER_CTX *c = context(1, key);
	size_t at = out->n;
	int len = 0, fin = 0;
	cl_buf_char(out, 1);
	cl_buf_grow(out, NONCE + n + TAG);
	unsigned char *iv = (unsigned char *)out->p + out->n, *text = iv + NONCE;
	int ok = c != NULL && cl_random_few(iv, NONCE, err) == 0 &&
		 EVP_EncryptInit_ex2(c, NULL, NULL, iv, NULL) == 1 &&
		 EVP_EncryptUpdate(c, NULL, &len, (const unsigned char *)aad, (int)strlen(aad)) ==
			 1 &&
		 EVP_EncryptUpdate(c, text, &len, p, (int)n) == 1 &&
		 EVP_EncryptFinal_ex(c, text + len, &fin) == 1 &&
		 EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, text + n) == 1;
	if (!ok) {
		out->n = at;
		return cl_fail(err, CL_E_KEY, _("a value cannot be sealed"));
	}
	out->n += NONCE + n + TAG;
	out->p[out->n] = '\0';
	return 0;
}

int cl_unseal(const unsigned char key[32], const char *aad, const void *p, size_t n,
	struct cl_buf *out, struct cl_err *err)
{
	const unsigned char *s = p;
	if (n < 1 + NONCE + TAG || s[0] != 1)
		return cl_fail(err, CL_E_KEY, _("a sealed value is damaged"));
	size_t m = n - 1 - NONCE - TAG;
	EVP_CIPHER_CTX *c = context(0, key);
	int len = 0, fin = 0;
	unsigned char tag[TAG];
	memcpy(tag, s + n - TAG, TAG);
	cl_buf_grow(out, m + 16);
	unsigned char *text = (unsigned char *)out->p + out->n;
	int ok = c != NULL && EVP_DecryptInit_ex2(c, NULL, NULL, s + 1, NULL) == 1 &&
		 EVP_DecryptUpdate(c, NULL, &len, (const unsigned char *)aad, (int)strlen(aad)) ==
			 1 &&
		 EVP_DecryptUpdate(c, text, &len, s + 1 + NONCE, (int)m) == 1 &&
		 EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG, tag) == 1 &&
		 EVP_DecryptFinal_ex(c, text + len, &fin) == 1;
	if (!ok) {
		out->p[out->n] = '\0';
		return cl_fail(
			err, CL_E_KEY, _("a sealed value does not open: another key, or damaged"));
	}
	out->n += m;
	out->p[out->n] = '\0';
	return 0;
}

void cl_base64(const void *p, size_t n, struct cl_buf *out)
{
	cl_buf_grow(out, n / 3 * 4 + 5);
	out->n += (size_t)EVP_EncodeBlock((unsigned char *)out->p + out->n, p, (int)n);
}

int cl_unbase64(const char *s, struct cl_buf *out)
{
	size_t n = strlen(s);
	cl_buf_grow(out, n / 4 * 3 + 4);
	int m = n % 4 != 0 || n == 0 ? -1
				     : EVP_DecodeBlock((unsigned char *)out->p + out->n,
					       (const unsigned char *)s, (int)n);
	if (m < 0)
		return -1;
	for (size_t i = n; i > 0 && s[i - 1] == '=' && m > 0; i--)
		m--;
	out->n += (size_t)m;
	out->p[out->n] = '\0';
	return 0;
}

void cl_hex(const void *p, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *s = p;
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[s[i] >> 4];
		out[2 * i + 1] = digits[s[i] & 15];
	}
	out[2 * n] = '\0';
}

/* Values of lower-case hexadecimal digits, plus one; 0: none. */
static const unsigned char digit[256] = {
	['0'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ['a'] = 11, 12, 13, 14, 15, 16};

int cl_unhex(const char *s, void *out, size_t n)
{
	unsigned char *o = out;
	for (size_t i = 0; i < n; i++) {
		unsigned a = digit[(unsigned char)s[2 * i]];
		unsigned b = a == 0 ? 0 : digit[(unsigned char)s[2 * i + 1]];
		if (b == 0)
			return -1;
		o[i] = (unsigned char)((a - 1) << 4 | (b - 1));
	}
	return s[2 * n] == '\0' ? 0 : -1;
}
