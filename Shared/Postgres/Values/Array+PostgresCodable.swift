package import FoundationEssentials
package import JSONTree
package import Primitives

/// A type that can stand in an array: `[UUID]` is `uuid[]`. The exception is `[UInt8]`, which is `bytea`.
package protocol PostgresArrayElement: PostgresCodable {
    static var postgresArrayOID: UInt32 { get }
    static func postgresEncode(array elements: [Self], to bytes: inout PostgresBytes)
    static func postgresArray(_ bytes: Span<UInt8>) throws -> [Self]
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    package static var postgresOID: UInt32 { Element.postgresArrayOID }

    package func postgresEncode(to bytes: inout PostgresBytes) -> Bool {
        Element.postgresEncode(array: self, to: &bytes)
        return true
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    package init(postgresText: String) throws {
        var text = postgresText
        self = try text.withUTF8 { try Element.postgresArray($0.span) }
    }

    package init(postgresBytes: Span<UInt8>) throws {
        self = try Element.postgresArray(postgresBytes)
    }
}

extension PostgresArrayElement {
    package static func postgresEncode(array elements: [Self], to bytes: inout PostgresBytes) {
        bytes.append(array: elements)
    }

    package static func postgresArray(_ bytes: Span<UInt8>) throws -> [Self] {
        try ArrayText.read(bytes)
    }
}

extension Int: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { 1016 }
}

extension Int64: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { 1016 }
}

extension Int32: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { 1007 }
}

extension Bool: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { 1000 }
}

extension Double: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { 1022 }
}

extension String: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { 1009 }
}

extension UUID: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { 2951 }
}

extension Identifier: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { 2951 }
}

extension Instant: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { 1185 }
}

extension Day: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { 1182 }
}

extension Money: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { 1016 }
}

extension JSON: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { 3807 }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { Wrapped.postgresArrayOID }
}

extension Array: PostgresArrayElement where Element == UInt8 {
    package static var postgresArrayOID: UInt32 { 1001 }
}

extension PostgresArrayElement where Self: RawRepresentable, RawValue: PostgresArrayElement {
    package static var postgresArrayOID: UInt32 { RawValue.postgresArrayOID }
}
