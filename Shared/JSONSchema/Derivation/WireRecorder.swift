/// A decoder that notes what `init(from:)` asks for, and answers with samples.
final class WireRecorder: Decoder {
    private let owner: any Any.Type
    private let role: WireRole
    private var fields: [Property] = []
    /// Names that `init(from:)` tests for presence or null before it decodes them, as `Patched` does.
    private var optionalNames: Set<String> = []

    private init(owner: any Any.Type, role: WireRole) {
        self.owner = owner
        self.role = role
    }

    /// Returns the fields of a type in the order of its declaration, and a value that was made with their samples.
    static func fields<Value: WireType>(of type: Value.Type, as role: WireRole) -> (list: [Property], sample: Value) {
        let recorder = WireRecorder(owner: type, role: role)
        do {
            let sample = try Value(from: recorder)
            return (recorder.fields, sample)
        } catch {
            recorder.refuse("is refused by its own init(from:) (\(error))")
        }
    }

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(RecordingContainer(recorder: self))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { refuse("is an array") }
    func singleValueContainer() -> any SingleValueDecodingContainer { refuse("is a single value") }

    func note(optional name: String) { optionalNames.insert(name) }

    func note<Value: Decodable>(_ name: String, _ type: Value.Type, isRequired: Bool) {
        guard !fields.contains(where: { $0.name == name }) else { return }
        if let type = type as? any NullableField.Type {
            let schema = type.wrappedSchema(as: role)
            fields.append(role == .request ? .optional(name, schema) : .nullable(name, schema))
        } else {
            let schema = WireForm.schema(of: type, as: role)
            let isRequired = isRequired && !optionalNames.contains(name)
            fields.append(isRequired ? .required(name, schema) : .optional(name, schema))
        }
    }

    func refuse(_ reason: String) -> Never {
        preconditionFailure("\(owner) \(reason): make it a WireValue, which states its schema")
    }
}

private struct RecordingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let recorder: WireRecorder

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { recorder.refuse("has fields that it does not declare") }

    func contains(_ key: Key) -> Bool {
        recorder.note(optional: key.stringValue)
        return true
    }

    func decodeNil(forKey key: Key) -> Bool { !contains(key) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) -> Value {
        recorder.note(key.stringValue, type, isRequired: true)
        return WireForm.sample(of: type)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) -> Value? {
        recorder.note(key.stringValue, type, isRequired: false)
        return nil
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
        recorder.refuse("has a nested container")
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
        recorder.refuse("has a nested container")
    }

    func superDecoder() -> any Decoder { recorder.refuse("has a superclass") }
    func superDecoder(forKey key: Key) -> any Decoder { recorder.refuse("has a superclass") }
}
