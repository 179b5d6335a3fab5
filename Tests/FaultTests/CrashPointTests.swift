import Contracts
import Foundation
import Messaging
import Postgres
import TestSupport
import Testing

/// Kills a process at every step between commit and effect and checks the outcome.
///
/// `MUSTER_TEST_CRASH_ROUNDS` sets the number of kills at each point. The printed tables are the evidence.
@Suite(.serialized, .enabled(if: KafkaFixture.isReal, KafkaFixture.absence)) struct CrashPointTests {
    private static let rounds = Int(ProcessInfo.processInfo.environment["MUSTER_TEST_CRASH_ROUNDS"] ?? "") ?? 1

    /// Groups of points that share a fixture and are tested one after the other.
    enum Part: String, CaseIterable, CustomTestStringConvertible {
        case writing
        case sending
        case recovering
        case handling

        var points: [CrashPoint] {
            switch self {
            case .writing: [.beforeCommit, .afterCommit, .afterLease, .beforeRenewal, .afterRelease]
            case .sending:
                [.afterRead, .duringSend, .afterSend, .afterReport, .beforeCursor, .afterCursor]
            case .recovering: [.beforeRecovery, .afterRecovery]
            case .handling: [.afterFetch, .afterClaim, .beforeEffectCommit, .afterEffectCommit, .afterDeadLetter]
            }
        }

        var role: NoteFixture.Role { self == .handling ? .reader : .publisher }
        var testDescription: String { rawValue }
    }

    @Test func `every point belongs to one part`() {
        #expect(
            Part.allCases.flatMap(\.points).sorted { $0.rawValue < $1.rawValue }
                == CrashPoint.allCases.sorted { $0.rawValue < $1.rawValue })
    }

    @Test(.timeLimit(.minutes(60)), arguments: Part.allCases)
    func `with repeated kills at each point of a part, no event is lost or doubled, and order holds`(
        _ part: Part
    ) async throws {
        let fixture = try await NoteFixture.make(on: try await KafkaFixture.configuration(), lease: 3)
        let other = try fixture.start(part.role == .publisher ? .reader : .publisher)
        var table = [
            "| killed at | kills | notes | lost | doubled | inverted | stale |", "|---|---|---|---|---|---|---|",
        ]
        // A loss can be found only after something was sent.
        try await fixture.request(10)
        var before = try await runToEnd(fixture, part)
        for point in part.points {
            var kills = 0
            for round in 0..<Self.rounds where try await isKilled(fixture, part, point, round) { kills += 1 }
            let ledger = try await runToEnd(fixture, part)
            let change = ledger - before
            before = ledger
            table.append(
                "| \(point.rawValue) | \(kills) | \(change.written) | \(change.lost) | \(change.doubled) "
                    + "| \(change.inverted) | \(change.stale) |")
            #expect(kills == Self.rounds, "\(point.rawValue)")
            #expect(change == NoteLedger(written: change.written), "\(point.rawValue)")
        }
        other.kill()
        let wire = try await fixture.wire(of: .facts(of: .registration))
        #expect(wire.inverted == 0)
        #expect(wire.records - wire.duplicates == before.written)
        table.append("\(part.rawValue): \(wire.records) facts on the topic, \(wire.duplicates) of them sent again")
        print(table.joined(separator: "\n"))
        await fixture.close()
    }

    /// Runs a process that is armed for the point. Returns whether it was killed there.
    private func isKilled(_ fixture: NoteFixture, _ part: Part, _ point: CrashPoint, _ round: Int) async throws -> Bool
    {
        if part == .recovering { try await fixture.invalidatePositions() }
        try await fixture.request(part == .recovering ? 3 : 30)
        // Points that are reached once per process are hit at the first time, others at different times.
        let isRare = [.afterLease, .afterRelease, .beforeRenewal, .beforeRecovery, .afterRecovery].contains(point)
        let process = try fixture.start(part.role, crashAt: "\(point.rawValue):\(isRare ? 1 : 1 + round % 4)")
        var (looks, isAsked) = (0, false)
        let isDead = try await eventually(within: .seconds(30)) {
            looks += 1
            // Sent only once, because a second request ends a service immediately.
            if point == .afterRelease, !isAsked, try await leads(fixture) {
                process.terminate()
                isAsked = true
            }
            if part != .recovering, looks % 10 == 0 { try await fixture.request(5) }
            return process.exitStatus != nil
        }
        let status = process.exitStatus
        process.kill()
        try await fixture.endLease(of: part.role)
        if !isDead || status != 137 {
            Issue.record("\(point.rawValue): ended with \(String(describing: status))\n\(fixture.log(of: part.role))")
        }
        return isDead && status == 137
    }

    private func leads(_ fixture: NoteFixture) async throws -> Bool {
        try await fixture.publisher.query(
            "SELECT count(*) FROM lease WHERE name = 'relay' AND holder IS NOT NULL AND expires_at > clock_timestamp()"
        )[0].value(at: 0, as: Int.self) == 1
    }

    /// Runs a process without a crash until everything is handled.
    private func runToEnd(_ fixture: NoteFixture, _ part: Part) async throws -> NoteLedger {
        let process = try fixture.start(part.role)
        let isIdle = try await eventually(within: .seconds(120)) { try await fixture.isIdle() }
        if !isIdle { Issue.record("not idle\n\(fixture.log(of: part.role))") }
        let ledger = try await fixture.ledger()
        process.kill()
        try await fixture.endLease(of: part.role)
        return ledger
    }
}
