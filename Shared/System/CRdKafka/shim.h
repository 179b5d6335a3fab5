#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdint.h>
#include <sys/eventfd.h>

// Glibc's module for Swift has no <sys/eventfd.h>.
static inline int muster_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

/* Produces one record, copied. `value` and `key` may be NULL; a NULL value is a tombstone. Headers are passed as one
 * list: with separate VTYPE_HEADER items librdkafka 2.0.2 frees them twice if the partition does not exist
 * (confluentinc/librdkafka#4627). On success the list belongs to librdkafka. On failure it belongs to the caller, who
 * also destroys the error. */
static inline rd_kafka_error_t *muster_rd_kafka_produce(
    rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition, const void *key, size_t key_size, const void *value,
    size_t value_size, int64_t timestamp, rd_kafka_headers_t *headers, uintptr_t opaque) {
        rd_kafka_vu_t v[8];
        size_t n = 0;
        v[n].vtype = RD_KAFKA_VTYPE_RKT;
        v[n++].u.rkt = topic;
        v[n].vtype = RD_KAFKA_VTYPE_PARTITION;
        v[n++].u.i32 = partition;
        v[n].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
        v[n++].u.i = RD_KAFKA_MSG_F_COPY;
        v[n].vtype = RD_KAFKA_VTYPE_OPAQUE;
        v[n++].u.ptr = (void *)opaque;
        v[n].vtype = RD_KAFKA_VTYPE_KEY;
        v[n].u.mem.ptr = (void *)key;
        v[n++].u.mem.size = key_size;
        v[n].vtype = RD_KAFKA_VTYPE_VALUE;
        v[n].u.mem.ptr = (void *)value;
        v[n++].u.mem.size = value_size;
        if (timestamp > 0) {
                v[n].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
                v[n++].u.i64 = timestamp;
        }
        if (headers) {
                v[n].vtype = RD_KAFKA_VTYPE_HEADERS;
                v[n++].u.headers = headers;
        }
        return rd_kafka_produceva(client, v, n);
}
