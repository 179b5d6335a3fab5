import CLibPQ
import CRdKafka
import Contracts
import Foundation

/// The minimum work: rows by id from libpq, the same records into librdkafka with the relay's settings. No lease, no
/// gaps, no cursor, no checks, and no copies between the two libraries.
final class BareLoop {
    private let connection: OpaquePointer
    private let client: OpaquePointer
    private let topic: OpaquePointer
    private var reported = 0
    private var failed = 0

    init(database: String, kafka: String, topic name: String) throws {
        guard let connection = PQconnectdb(database), PQstatus(connection) == CONNECTION_OK else {
            throw BenchmarkError("the bare loop has no database")
        }
        self.connection = connection
        // As in the relay. Without this it would read and sort thousands of rows for each page.
        PQclear(PQexec(connection, "SET enable_seqscan = off; SET enable_bitmapscan = off"))
        let settings = rd_kafka_conf_new()
        for (name, value) in [
            ("bootstrap.servers", kafka), ("enable.idempotence", "true"), ("acks", "-1"), ("linger.ms", "1"),
            ("compression.codec", "lz4"), ("message.timeout.ms", "0"), ("enable.gapless.guarantee", "true"),
            ("partitioner", "murmur2_random"), ("socket.nagle.disable", "true"), ("log_level", "3"),
            ("queue.buffering.max.messages", "20000"),
        ] {
            guard rd_kafka_conf_set(settings, name, value, nil, 0) == RD_KAFKA_CONF_OK else {
                throw BenchmarkError("librdkafka does not accept \(name)")
            }
        }
        rd_kafka_conf_set_events(settings, RD_KAFKA_EVENT_DR)
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, settings, nil, 0),
            let topic = rd_kafka_topic_new(client, name, nil)
        else { throw BenchmarkError("the bare loop has no producer") }
        self.client = client
        self.topic = topic
        var metadata: UnsafePointer<rd_kafka_metadata>?
        if rd_kafka_metadata(client, 0, topic, &metadata, 5000) == RD_KAFKA_RESP_ERR_NO_ERROR {
            rd_kafka_metadata_destroy(metadata)
        }
    }

    deinit {
        rd_kafka_topic_destroy(topic)
        rd_kafka_destroy(client)
        PQfinish(connection)
    }

    /// Sends every row above `start` and returns their number when the broker has acknowledged all of them.
    func drain(after start: Int64, page: Int = 2000) throws -> Int {
        guard let queue = rd_kafka_queue_get_main(client) else { return 0 }
        defer { rd_kafka_queue_destroy(queue) }
        var after = String(start)
        var sent = 0
        (reported, failed) = (0, 0)
        while true {
            let rows = after.withCString { text in
                var values: [UnsafePointer<CChar>?] = [text]
                return PQexecParams(
                    connection,
                    """
                    SELECT id, event_id, type, aggregate_id, sequence, occurred_at, payload
                    FROM registration.outbox WHERE id > $1::bigint ORDER BY id LIMIT \(page)
                    """, 1, nil, &values, nil, nil, 0)
            }
            defer { PQclear(rows) }
            guard PQresultStatus(rows) == PGRES_TUPLES_OK else {
                throw BenchmarkError(String(cString: PQerrorMessage(connection)))
            }
            let count = PQntuples(rows)
            for row in 0..<count { try send(rows, row, queue) }
            sent += Int(count)
            guard count == page, let last = PQgetvalue(rows, count - 1, 0) else { break }
            after = String(cString: last)
            processReports(queue, 0)
        }
        while reported < sent { processReports(queue, 100) }
        guard failed == 0 else { throw BenchmarkError("\(failed) records of the bare loop were not delivered") }
        return sent
    }

    private func send(_ rows: OpaquePointer?, _ row: Int32, _ queue: OpaquePointer) throws {
        let headers = rd_kafka_headers_new(10)
        func add(_ name: StaticString, _ value: UnsafePointer<CChar>?, _ count: Int) {
            name.withUTF8Buffer { text in
                _ = text.withMemoryRebound(to: CChar.self) {
                    rd_kafka_header_add(headers, $0.baseAddress, $0.count, value, count)
                }
            }
        }
        func column(_ name: StaticString, _ column: Int32) {
            add(name, PQgetvalue(rows, row, column), Int(PQgetlength(rows, row, column)))
        }
        add("ce_specversion", "1.0", 3)
        column("ce_id", 1)
        add("ce_source", "/muster/registration", 20)
        column("ce_type", 2)
        column("ce_subject", 3)
        column("ce_time", 5)
        column("ce_sequence", 4)
        add("ce_epoch", "1", 1)
        column("ce_partitionkey", 3)
        add("ce_dataschema", "https://muster.invalid/schemas/measured.v1", 42)
        add("content-type", "application/json", 16)
        while true {
            let error = muster_rd_kafka_produce(
                client, topic, RD_KAFKA_PARTITION_UA, PQgetvalue(rows, row, 3), Int(PQgetlength(rows, row, 3)),
                PQgetvalue(rows, row, 6), Int(PQgetlength(rows, row, 6)), 0, headers, 0)
            guard let error else { return }
            let code = rd_kafka_error_code(error)
            rd_kafka_error_destroy(error)
            guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL else {
                throw BenchmarkError("the bare loop cannot send: \(String(cString: rd_kafka_err2name(code)))")
            }
            processReports(queue, 10)
        }
    }

    /// Processes the available reports and waits for the first.
    private func processReports(_ queue: OpaquePointer, _ milliseconds: Int32) {
        var patience = milliseconds
        while let event = rd_kafka_queue_poll(queue, patience) {
            patience = 0
            while let message = rd_kafka_event_message_next(event) {
                reported += 1
                if message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR { failed += 1 }
            }
            rd_kafka_event_destroy(event)
        }
    }
}
