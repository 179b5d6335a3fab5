import Contracts
import Foundation
import Messaging
import Postgres
import TestSupport
import Testing

/// A process that dies at every step between commit and effect, and what its next life makes of it.
///
/// `MUSTER_TEST_CRASH_ROUNDS` says how often each point kills; the tables that are printed are the proof.
@Suite(.serialized, .enabled(if: KafkaFixture.isReal, KafkaFixture.absence)) struct CrashPointTests {
    private static let rounds = Int(ProcessInfo.processInfo.environment["MUSTER_TEST_CRASH_ROUNDS"] ?? "") ?? 1

    /// Points that one stage goes through, one after the other.
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

        var role: NoteStage.Role { self == .handling ? .reader : .publisher }
        var testDescription: String { rawValue }
    }

    @Test func `every point belongs to one part`() {
        #expect(
            Part.allCases.flatMap(\.points).sorted { $0.rawValue < $1.rawValue }
                == CrashPoint.allCases.sorted { $0.rawValue < $1.rawValue })
    }

    @Test(.timeLimit(.minutes(60)), arguments: Part.allCases)
    func `killed with -9 at each point of a part, again and again: nothing lost, nothing twice, all in order`(
        _ part: Part
    ) async throws {
        let stage = try await NoteStage.make(on: try await KafkaFixture.configuration(), lease: 3)
        let other = try stage.start(part.role == .publisher ? .reader : .publisher)
        var table = [
            "| killed at | kills | notes | lost | doubled | inverted | stale |", "|---|---|---|---|---|---|---|",
        ]
        // A loss is only found of what was sent once.
        try await stage.ask(for: 10)
        var before = try await aftermath(stage, part)
        for point in part.points {
            var kills = 0
            for round in 0..<Self.rounds where try await dies(stage, part, point, round) { kills += 1 }
            let ledger = try await aftermath(stage, part)
            let change = ledger - before
            before = ledger
            table.append(
                "| \(point.rawValue) | \(kills) | \(change.written) | \(change.lost) | \(change.doubled) "
                    + "| \(change.inverted) | \(change.stale) |")
            #expect(kills == Self.rounds, "\(point.rawValue)")
            #expect(change == NoteLedger(written: change.written), "\(point.rawValue)")
        }
        other.kill()
        let wire = try await stage.wire(of: .facts(of: .registration))
        #expect(wire.inverted == 0)
        #expect(wire.records - wire.duplicates == before.written)
        table.append("\(part.rawValue): \(wire.records) facts on the topic, \(wire.duplicates) of them sent again")
        print(table.joined(separator: "\n"))
        await stage.close()
    }

    /// One life of a process that is armed for that point; whether it ended there.
    private func dies(_ stage: NoteStage, _ part: Part, _ point: CrashPoint, _ round: Int) async throws -> Bool {
        if part == .recovering { try await stage.forgetPlaces() }
        try await stage.ask(for: part == .recovering ? 3 : 30)
        // Points that are come to once in a life are hit the first time, others at different depths.
        let isRare = [.afterLease, .afterRelease, .beforeRenewal, .beforeRecovery, .afterRecovery].contains(point)
        let process = try stage.start(part.role, crashAt: "\(point.rawValue):\(isRare ? 1 : 1 + round % 4)")
        var (looks, isAsked) = (0, false)
        let isDead = try await eventually(within: .seconds(30)) {
            looks += 1
            // Once: a service that is asked again ends at once.
            if point == .afterRelease, !isAsked, try await leads(stage) {
                process.terminate()
                isAsked = true
            }
            if part != .recovering, looks % 10 == 0 { try await stage.ask(for: 5) }
            return process.exitStatus != nil
        }
        let status = process.exitStatus
        process.kill()
        try await stage.endLease(of: part.role)
        if !isDead || status != 137 {
            Issue.record("\(point.rawValue): ended with \(String(describing: status))\n\(stage.log(of: part.role))")
        }
        return isDead && status == 137
    }

    private func leads(_ stage: NoteStage) async throws -> Bool {
        try await stage.publisher.query(
            "SELECT count(*) FROM relay_lease WHERE holder IS NOT NULL AND expires_at > clock_timestamp()"
        )[0].value(at: 0, as: Int.self) == 1
    }

    /// A life without a crash, until all is handled.
    private func aftermath(_ stage: NoteStage, _ part: Part) async throws -> NoteLedger {
        let process = try stage.start(part.role)
        let isSettled = try await eventually(within: .seconds(120)) { try await stage.isSettled() }
        if !isSettled { Issue.record("not settled\n\(stage.log(of: part.role))") }
        let ledger = try await stage.ledger()
        process.kill()
        try await stage.endLease(of: part.role)
        return ledger
    }
}
