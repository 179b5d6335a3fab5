import Primitives
import RegistrationDomain
import Web

extension ProblemCode {
    static let offeringFull = ProblemCode("offeringFull", "The class has no free seat")
    static let alreadyRegistered = ProblemCode(
        "alreadyRegistered", "The person already has an active registration for the class")
    static let offeringCancelled = ProblemCode("offeringCancelled", "The class was cancelled")
    static let offeringOver = ProblemCode("offeringOver", "The class is over")
    static let offeringStarted = ProblemCode("offeringStarted", "The class has started")
    static let registrationStatus = ProblemCode(
        "registrationStatus", "The registration's status does not allow this step")
    static let offerLapsed = ProblemCode("offerLapsed", "The time to accept the offered seat is over")
    static let alreadyAttended = ProblemCode("alreadyAttended", "The seat was used")
    static let capacityBelowTaken = ProblemCode("capacityBelowTaken", "The capacity is less than the seats taken")
    static let notEnoughSeats = ProblemCode("notEnoughSeats", "The class has fewer free seats")
    static let allotmentEnded = ProblemCode("allotmentEnded", "The allotment has ended")
    static let expiryOutOfRange = ProblemCode("expiryOutOfRange", "The expiry must lie within the next year")
    static let auditNotAllowed = ProblemCode("auditNotAllowed", "The request may not audit the class")
    static let kindNotAllowed = ProblemCode("kindNotAllowed", "The request may not use this kind of registration")
    static let targetNotEligible = ProblemCode("targetNotEligible", "The person cannot be registered")

    /// The refusals of a request for a seat.
    static let seat: [ProblemCode] = [
        .notFound, .offeringFull, .alreadyRegistered, .offeringCancelled, .offeringOver, .auditNotAllowed,
        .kindNotAllowed, .targetNotEligible,
    ]
}

/// The refusal of a registration. Clients and, in `seat.refused`, the instructor programme see the same code.
protocol RegistrationRefusal: ProblemConvertible {}

extension OfferingUnknown: RegistrationRefusal {
    var problem: Problem { .notFound("There is no such offering.") }
}

extension SeatRejection: RegistrationRefusal {
    var problem: Problem {
        switch self {
        case .offeringFull: Problem(.offeringFull, "The class is full; its waitlist can be joined.")
        case .alreadyRegistered: Problem(.alreadyRegistered, "The person has an active registration for this class.")
        case .offeringCancelled: Problem(.offeringCancelled)
        case .offeringOver: Problem(.offeringOver)
        case .offeringStarted: Problem(.offeringStarted, "A registration can be transferred before the class begins.")
        case .attended:
            Problem(.alreadyAttended, "The person attended or completed the class; correct the attendance first.")
        case .notInStatus(let status): Problem(.registrationStatus, "The registration is \(status.rawValue).")
        case .offerLapsed: Problem(.offerLapsed)
        case .capacityBelowTaken(let taken): Problem(.capacityBelowTaken, "\(taken) seats are taken.")
        case .notEnoughSeats(let remaining): Problem(.notEnoughSeats, "\(remaining) seats are free.")
        case .expiryOutOfRange: Problem(.expiryOutOfRange)
        case .allotmentEnded: Problem(.allotmentEnded)
        }
    }
}

extension KindRejection: RegistrationRefusal {
    var problem: Problem {
        switch self {
        case .auditNotAllowed:
            Problem(
                .auditNotAllowed, "Basic may be audited by accepted candidates, and by persons whom staff registers.")
        case .kindNotAllowed(let kind): Problem(.kindNotAllowed, "The request may not use the kind \(kind.rawValue).")
        }
    }
}

extension RegistrantRejection: ProblemConvertible {
    var problem: Problem { Problem(.targetNotEligible) }
}
