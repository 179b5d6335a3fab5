/// A type whose values can be bound to a query.
package protocol PostgresEncodable {
    /// The type's id in PostgreSQL's catalogue `pg_type`, sent with each value.
    static var postgresOID: UInt32 { get }

    /// Appends the value in PostgreSQL's binary format, as its type's `recv` function reads it.
    ///
    /// - Returns: false for NULL, which appends nothing.
    func postgresEncode(to bytes: inout PostgresBytes) -> Bool
}

/// A type that can be read from a column.
package protocol PostgresDecodable {
    /// Reads PostgreSQL's text format.
    init(postgresText: String) throws

    /// Reads the same text straight from libpq's memory. Types that are read by the thousand implement it.
    init(postgresBytes: Span<UInt8>) throws

    /// What NULL is for this type. Only an optional has an answer; the others throw.
    static func postgresNull() throws -> Self
}

package typealias PostgresCodable = PostgresEncodable & PostgresDecodable

extension PostgresDecodable {
    package init(postgresBytes: Span<UInt8>) throws {
        try self.init(postgresText: String(utf8: postgresBytes))
    }

    package static func postgresNull() throws -> Self {
        throw ValueError.unexpectedNull
    }
}

/// Why a value cannot be read; `Row` adds the column's name.
enum ValueError: Error {
    case unexpectedNull
    case malformed(type: String)
}

// An enum of strings or numbers is its raw value: `extension Phase: PostgresCodable {}` is all it takes.

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    package static var postgresOID: UInt32 { RawValue.postgresOID }
    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool { rawValue.postgresEncode(to: &bytes) }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    package init(postgresText: String) throws {
        self = try Self.known(RawValue(postgresText: postgresText))
    }

    package init(postgresBytes: Span<UInt8>) throws {
        self = try Self.known(RawValue(postgresBytes: postgresBytes))
    }

    private static func known(_ rawValue: RawValue) throws -> Self {
        guard let value = Self(rawValue: rawValue) else { throw ValueError.malformed(type: "\(Self.self)") }
        return value
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresOID: UInt32 { Wrapped.postgresOID }
    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool { self?.postgresEncode(to: &bytes) ?? false }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package init(postgresText: String) throws {
        self = .some(try Wrapped(postgresText: postgresText))
    }

    package init(postgresBytes: Span<UInt8>) throws {
        self = .some(try Wrapped(postgresBytes: postgresBytes))
    }

    package static func postgresNull() -> Wrapped? { nil }
}

extension String {
    /// PostgreSQL checks the encoding of what it stores, so nothing is replaced here in practice.
    init(utf8 bytes: Span<UInt8>) {
        self = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
