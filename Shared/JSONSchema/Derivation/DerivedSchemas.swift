import Synchronization

/// The derived schemas of the program, each derived at its first use.
enum DerivedSchemas {
    private struct Key: Hashable {
        let type: ObjectIdentifier
        let role: WireRole
    }

    private static let known = Mutex<[Key: Schema]>([:])

    static func schema<Value: WireType>(of type: Value.Type, as role: WireRole) -> Schema {
        let key = Key(type: ObjectIdentifier(type), role: role)
        if let schema = known.withLock({ $0[key] }) { return schema }
        // Outside the lock, as the types of fields are derived on the way.
        let schema = named(type, as: role)
        known.withLock { $0[key] = schema }
        return schema
    }

    private static func named<Value: WireType>(_ type: Value.Type, as role: WireRole) -> Schema {
        let object = object(type, as: role)
        guard let name = type.constraints.name, role == .answer || object == self.object(type, as: .answer) else {
            return object
        }
        return .ref(name, object)
    }

    private static func object<Value: WireType>(_ type: Value.Type, as role: WireRole) -> Schema {
        type.constraints.object(of: WireRecorder.fields(of: type, as: role).list, as: role, owner: type)
    }
}
