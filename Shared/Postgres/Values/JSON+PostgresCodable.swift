package import JSONTree

/// A `jsonb` column. SQL's NULL is an optional's nil; `JSON.null` is the JSON value.
extension JSON: PostgresCodable {
    package static var postgresOID: UInt32 { 3802 }

    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool {
        // The version of jsonb's binary form, which is text all the same.
        bytes.append(UInt8(1))
        bytes.append(raw: serialised())
        return true
    }

    package init(postgresText: String) throws {
        self = try JSON.parse(postgresText.utf8)
    }

    package init(postgresBytes: Span<UInt8>) throws {
        self = try postgresBytes.withUnsafeBufferPointer { try JSON.parse($0) }
    }
}
