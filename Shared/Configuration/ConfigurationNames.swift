import Contracts

/// Tells names that are no settings: those that are surely meant as ours are refused, others are warned of.
struct ConfigurationNames: Sendable {
    private let service: ServiceName
    private let keys: [ConfigurationKey]
    private let known: Set<String>

    init(_ service: ServiceName, _ keys: [ConfigurationKey]) {
        self.service = service
        self.keys = keys
        known = Set(keys.flatMap { $0.variables.map(\.name) })
    }

    /// Names that look like ours and are none: `MUSTER_…`, the service's own prefix, and in a file everything that is
    /// not another service's.
    func problems(of names: [(name: String, value: String)], inFile: Set<String>) -> [String] {
        let others = ServiceName.allCases.filter { $0 != service }.map(\.environmentPrefix)
        return names.sorted { $0.name < $1.name }.compactMap { name, value in
            guard !known.contains(name), !name.hasPrefix("MUSTER_TEST_") else { return nil }
            let isOurs = name.hasPrefix("MUSTER_") || name.hasPrefix(service.environmentPrefix)
            let isStray = inFile.contains(name) && !others.contains { name.hasPrefix($0) }
            let isLink =
                name.hasPrefix(service.environmentPrefix)
                && isServiceLink(name.dropFirst(service.environmentPrefix.count), value)
            guard isOurs || isStray, !isLink else { return nil }
            return secretInTheOpen(name)
                ?? "\(name) is unknown\(Self.suggestion(name, from: known.sorted(), prefix: ""))"
        }
    }

    /// In the environment, what is no name of ours but may be meant as one: under the prefixes that others use too, or
    /// a slip of the pen away from one of ours.
    func warnings(of names: [(name: String, value: String)]) -> [String] {
        names.sorted { $0.name < $1.name }.compactMap { name, value in
            guard !known.contains(name), !isRefused(name), !Self.others.contains(name) else { return nil }
            let isShared = ["KAFKA_", "DATABASE_"].contains { prefix in
                name.hasPrefix(prefix) && !isServiceLink(name.dropFirst(prefix.count), value)
            }
            let isSlip = known.contains { abs($0.utf8.count - name.utf8.count) <= 2 && isNear($0, name) }
            guard isShared || isSlip else { return nil }
            return secretInTheOpen(name)
                ?? "\(name) is no setting\(Self.suggestion(name, from: known.sorted(), prefix: ""))"
        }
    }

    private func secretInTheOpen(_ name: String) -> String? {
        keys.first { $0.overrides.contains(name) || $0.name == name }.map { key in
            let variable = key.variables.first { $0.name.hasPrefix(name) }?.name ?? name
            return "\(name) is a secret and is read from a file: set \(variable)"
        }
    }

    /// Of Apache Kafka's own scripts.
    private static let others: Set<String> = [
        "KAFKA_HOME", "KAFKA_HEAP", "KAFKA_HEAP_OPTS", "KAFKA_OPTS", "KAFKA_JMX_OPTS", "KAFKA_DEBUG",
        "KAFKA_LOG4J_OPTS", "KAFKA_GC_LOG_OPTS", "KAFKA_JVM_PERFORMANCE_OPTS",
    ]

    private func isRefused(_ name: String) -> Bool {
        name.hasPrefix("MUSTER_") || ServiceName.allCases.contains { name.hasPrefix($0.environmentPrefix) }
    }

    private func isNear(_ known: String, _ name: String) -> Bool {
        EditDistance.between(Array(known.utf8), Array(name.utf8)) <= 2
    }

    /// Whether Kubernetes sets this variable, as it does for each service of a container's namespace; `rest` follows
    /// the service's name.
    private func isServiceLink(_ rest: Substring, _ value: String) -> Bool {
        rest == "SERVICE_HOST" || rest.hasPrefix("SERVICE_PORT") || (rest == "PORT" && value.contains("://"))
            || (rest.hasPrefix("PORT_") && rest.dropFirst(5).first?.isNumber == true)
    }

    static func suggestion(_ name: String, from known: [String], prefix: String) -> String {
        guard let nearest = EditDistance.nearest(to: name, in: known) else { return "" }
        return "; did you mean \(prefix)\(nearest)?"
    }
}
