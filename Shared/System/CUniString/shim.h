#pragma once
#include <stdlib.h>
#include <uninorm.h>

// u8_normalize takes a form that is a macro over a pointer, which Swift cannot see.
static inline uint8_t *muster_nfkc(const uint8_t *text, size_t length, size_t *result_length) {
    return u8_normalize(UNINORM_NFKC, text, length, NULL, result_length);
}
