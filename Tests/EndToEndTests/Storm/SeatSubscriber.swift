import Foundation

/// The example subscribers in `Deploy/subscriber`, each asked for the table of seats.
enum SeatSubscriber: String, CaseIterable {
    case python = "Python"
    case java = "Java"

    /// What it needs to run here.
    var wants: String {
        switch self {
        case .python: "MUSTER_TEST_PYTHON names no interpreter with confluent-kafka, cloudevents and jsonschema"
        case .java: "there is no javac, or KAFKA_HOME is not set"
        }
    }

    /// Nil where the machine has not what it needs.
    func command(on suite: SuiteFixture) throws -> [String]? {
        let environment = ProcessInfo.processInfo.environment
        let folder = SuiteFixture.repository.appendingPathComponent("Deploy/subscriber")
        switch self {
        case .python:
            guard let python = environment["MUSTER_TEST_PYTHON"] else { return nil }
            return [
                python, folder.appendingPathComponent("subscriber.py").path, suite.bootstrap,
                "muster.registration.events.v1", "muster.registration.state.v1", "--until-end", "--seats",
                "--database", ":memory:",
            ]
        case .java:
            guard let home = environment["KAFKA_HOME"], try suite.shell(["which", "javac"]).status == 0 else {
                return nil
            }
            return [
                "java", "-cp", "\(home)/libs/*", folder.appendingPathComponent("SeatTable.java").path, suite.bootstrap,
            ]
        }
    }
}
