import FoundationEssentials
import JSONTree
import Primitives
import Testing

/// The tree's decoder and Foundation's agree on values, kinds of error and paths.
@Suite struct `Decoding a tree like Foundation` {
    private enum Kind: String, Codable { case a, b }

    private enum Choice: Codable, Equatable {
        case a(b: Int)
        case b(a: String, c: Day?)
    }

    private struct Numbers: Codable, Equatable {
        var a: Int8?
        var b: UInt16?
        var c: Int64?
        var d: Double?
        var e: Float?
    }

    private struct Record: Codable, Equatable {
        var a: String
        var b: Int?
        @Nullable var c: Day?
        var d: [Kind]?
        var e: Numbers?
    }

    private class Parent: Codable, @unchecked Sendable {
        var a: Int?
    }

    private final class Child: Parent, Equatable, @unchecked Sendable {
        var b: String?

        private enum CodingKeys: CodingKey { case b }

        required init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            b = try container.decodeIfPresent(String.self, forKey: .b)
            try super.init(from: container.superDecoder())
        }

        static func == (left: Child, right: Child) -> Bool { left.a == right.a && left.b == right.b }
    }

    /// Reads `{"a": [{"b": …}, […], …], "c": …}` by nested containers of every kind.
    private struct Manual: Decodable, Equatable {
        var number: Int?
        var texts: [String] = []
        var kind: Kind?
        var keys: [String]

        private enum CodingKeys: CodingKey { case a, b, c }

        init(from decoder: any Decoder) throws {
            let outer = try decoder.container(keyedBy: CodingKeys.self)
            keys = outer.allKeys.map(\.stringValue).sorted()
            var list = try outer.nestedUnkeyedContainer(forKey: .a)
            if try !list.decodeNil() {
                number = try list.nestedContainer(keyedBy: CodingKeys.self).decodeIfPresent(Int.self, forKey: .b)
            }
            var inner = try list.nestedUnkeyedContainer()
            while !inner.isAtEnd { texts.append(try inner.decode(String.self)) }
            if !list.isAtEnd { texts.append(try String(from: list.superDecoder())) }
            if outer.contains(.c), try !outer.decodeNil(forKey: .c) {
                kind = try Kind(from: outer.superDecoder(forKey: .c))
            }
        }
    }

    private struct Outcome<Value: Equatable>: Equatable {
        var value: Value?
        var fault: Fault?

        init(_ decode: () throws -> Value) {
            do { value = try decode() } catch { fault = Fault(error) }
        }

        /// Foundation gives no path for a number that does not fit, and calls null for a `Bool` a wrong type.
        func agrees(withFoundation other: Self) -> Bool {
            if let fault, let foundation = other.fault {
                if fault.kind == .value, foundation == Fault(.value, "") { return true }
                if fault.kind == .null, foundation == Fault(.type, fault.path) { return true }
            }
            return self == other
        }
    }

    private static func agree<Value: Decodable & Equatable>(
        _ type: Value.Type, on json: JSON, counting valid: inout [String: Int]
    ) {
        let text = Data(json.serialised())
        let tree = Outcome { try json.decoded(type) }
        let foundation = Outcome { try JSONDecoder().decode(type, from: text) }
        #expect(
            tree.agrees(withFoundation: foundation),
            "\(tree), \(foundation): \(type) from \(String(decoding: text, as: UTF8.self))")
        if tree.value != nil { valid["\(type)", default: 0] += 1 }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func `both agree on generated values and every kind of type`(
        seed: UInt64
    ) throws {
        var values = RandomValues(seed: seed)
        var valid: [String: Int] = [:]
        func check<each T: Decodable & Equatable>(_ type: repeat (each T).Type, on json: JSON) {
            repeat Self.agree(each type, on: json, counting: &valid)
        }
        for _ in 0..<600 {
            check(
                Bool.self, String.self, Int.self, Int8.self, Int16.self, Int32.self, Int64.self, UInt.self, UInt8.self,
                UInt16.self, UInt32.self, UInt64.self, Double.self, Float.self, UUID.self, Day.self, Instant.self,
                PersonID.self, Money.self, Kind.self, JSON.self, on: values.scalar())
            check(
                [Int].self, [String?].self, [[Double]].self, [Kind].self, [JSON].self, Set<String>.self,
                on: values.array(depth: 2))
            check(
                Choice.self, Numbers.self, Record.self, Child.self, Manual.self, Record?.self, JSON.self,
                on: values.object(depth: 3))
            let one = values.object(depth: 1, count: 1)
            check([String: Int].self, [Int: String].self, [String: [Kind]].self, [String: Day?].self, on: one)
            let any = values.value(depth: 2)
            check(Record.self, [Record].self, Choice.self, Manual.self, Int?.self, on: any)
        }
        // Each type was decoded, not only refused.
        for (type, count) in valid where count < 3 { Issue.record("\(type): only \(count) values") }
        #expect(valid.count >= 33, "\(valid)")
    }
}
