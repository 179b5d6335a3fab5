/// A Kafka topic of the suite, with the settings with which it is created. The number of its partitions never changes,
/// because keys would then move to other partitions.
package struct Topic: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Facts, retained for 13 months.
        case facts
        /// The current state of each aggregate. The topic is compacted.
        case state
        /// Personal data, for the suite's own services only. The topic is compacted within 12 hours.
        case profiles
        /// Public signing keys and revocations. The topic is compacted and has one partition.
        case keys
        /// Records that a consumer could not handle, retained for 13 months.
        case deadLetters = "dlq"
    }

    package let name: String
    package let service: ServiceName
    package let kind: Kind

    private init(_ service: ServiceName, _ kind: Kind, _ path: String) {
        self.name = "muster.\(service.rawValue).\(path).v1"
        self.service = service
        self.kind = kind
    }

    package static func facts(of service: ServiceName) -> Topic { Topic(service, .facts, "events") }
    package static func state(of service: ServiceName) -> Topic { Topic(service, .state, "state") }
    package static func deadLetters(of service: ServiceName) -> Topic { Topic(service, .deadLetters, "dlq") }
    package static let profiles = Topic(.accounts, .profiles, "profiles.internal")
    package static let keys = Topic(.accounts, .keys, "keys")

    /// The topics that a service creates and writes to.
    package static func all(of service: ServiceName) -> [Topic] {
        [.facts(of: service), .state(of: service)] + (service == .accounts ? [.profiles, .keys] : [])
            + [.deadLetters(of: service)]
    }

    package static let all = ServiceName.allCases.flatMap(all(of:))

    /// Returns the topic with a name; nil if the suite has none.
    package init?(name: String) {
        guard let topic = Topic.all.first(where: { $0.name == name }) else { return nil }
        self = topic
    }

    package var partitions: Int {
        switch kind {
        case .facts, .state, .profiles: 12
        case .keys: 1
        case .deadLetters: 3
        }
    }

    /// Whether Kafka retains the last record of each key, instead of all records for a time.
    package var isCompacted: Bool {
        switch kind {
        case .state, .profiles, .keys: true
        case .facts, .deadLetters: false
        }
    }
}
