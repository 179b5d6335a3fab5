import HTTP
import Idempotency
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Attendance of classes by day (F1).
struct AttendanceRoutes: Sendable {
    let journal: Journal
    let find: FindAttendance
    let record: RecordAttendance

    init(_ parts: RegistrationParts) {
        journal = parts.journal
        let attendance = AttendanceRepository(database: parts.database)
        let offerings = OfferingRepository(database: parts.database)
        find = FindAttendance(offerings: offerings, access: OfferingAccess(), attendance: attendance)
        record = RecordAttendance(
            offerings: offerings, access: OfferingAccess(), attendance: attendance, policies: parts.policies,
            mail: OfferingMail(outbox: parts.mail))
    }

    var recording: Operation {
        Operation(
            "Record the persons who were present on a day", access: .signedIn,
            body: .json(AttendanceDTO.self, limit: 8 << 20), answers: [.ok(AttendanceDayDTO.self)],
            problems: [.offeringCancelled, .notADayOfTheClass, .dayNotYet, .notAttending]
        ) { call in
            let list: AttendanceDTO = try call.decode()
            let command = RecordAttendance.Command(
                offering: try call.path("id"), match: call.versionMatch(), day: list.date, present: list.present,
                by: try call.signedIn())
            return try await journal.transact(call) { unit in
                let day = try await record(command, at: call.now, in: unit)
                return try .ok(AttendanceDayDTO(day), version: day.version)
            }
        }
    }

    var list: Operation {
        Operation(
            "List the recorded days of a class", access: .signedIn, query: .paging,
            answers: [.page(of: AttendanceDayDTO.self)]
        ) { call in
            let limit = try call.limit()
            let days = try await find.page(
                of: try call.path("id"), for: try call.signedIn(), after: try call.cursor()?.values(Day.self),
                limit: limit)
            return try .ok(Page(days, limit: limit, item: AttendanceDayDTO.init, cursor: { Cursor($0.date) }))
        }
    }

    var history: Operation {
        Operation(
            "List everything that was recorded, with who recorded it", access: .staff, query: .paging,
            answers: [.page(of: AttendanceChangeDTO.self)]
        ) { call in
            let limit = try call.limit()
            let changes = try await find.history(
                of: try call.path("id"), after: try call.cursor()?.values(Int.self), limit: limit)
            return try .ok(Page(changes, limit: limit, item: AttendanceChangeDTO.init, cursor: { Cursor($0.id) }))
        }
    }
}

extension ProblemCode {
    static let notADayOfTheClass = ProblemCode("notADayOfTheClass", "The class is not held on this day")
    static let dayNotYet = ProblemCode("dayNotYet", "The day has not begun at the venue")
    static let notAttending = ProblemCode("notAttending", "Some registrations have no seat in the class")
}

extension AttendanceRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notADayOfTheClass(let day): Problem(.notADayOfTheClass, "\(day) is not a day of the class.")
        case .dayNotYet(let day): Problem(.dayNotYet, "\(day) has not begun there.")
        case .offeringCancelled: Problem(.offeringCancelled)
        case .notAttending(let ids):
            Problem(
                .notAttending, "\(ids.count) of the registrations have no seat in this class.",
                extensions: ["registrationIds": .array(ids.map { .string($0.description) })])
        }
    }
}
