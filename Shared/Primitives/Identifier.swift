package import FoundationEssentials

/// The id of one kind of thing: a UUID that the compiler does not let stand in for another kind's.
///
/// `Entity` is a marker only. The text form is the lower-case UUID string, in JSON, in SQL and as a record's key.
package struct Identifier<Entity>: Hashable, Sendable, LosslessStringConvertible {
    package let uuid: UUID

    package init(_ uuid: UUID) {
        self.uuid = uuid
    }

    /// A new id (version 7) of now.
    package static func new() -> Self {
        Self(.version7())
    }

    /// Reads the 36-character form; anything else is nil.
    package init?(_ description: String) {
        guard let uuid = UUID(text: description) else { return nil }
        self.uuid = uuid
    }

    package var description: String {
        uuid.text
    }
}

extension Identifier: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        left.uuid < right.uuid
    }
}

extension Identifier: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = Self(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUID: \(text)")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The markers of `Identifier`, one a kind (`domain.md`, Vocabulary).
package enum Entity {
    package enum Person {}
    package enum Agency {}
    package enum Assignment {}
    package enum Membership {}
    package enum StandingHold {}
    package enum HostRequest {}
    package enum Offering {}
    package enum Edition {}
    package enum Registration {}
    package enum Allotment {}
    package enum Invoice {}
    package enum Payment {}
    package enum Refund {}
    package enum Scholarship {}
    package enum Completion {}
    package enum Certificate {}
    package enum Credential {}
    package enum Application {}
    package enum Credit {}
    package enum Candidate {}
    package enum TeachingAssignment {}
    package enum Event {}
}

package typealias PersonID = Identifier<Entity.Person>
package typealias AgencyID = Identifier<Entity.Agency>
package typealias AssignmentID = Identifier<Entity.Assignment>
package typealias MembershipID = Identifier<Entity.Membership>
package typealias StandingHoldID = Identifier<Entity.StandingHold>
package typealias HostRequestID = Identifier<Entity.HostRequest>
package typealias OfferingID = Identifier<Entity.Offering>
package typealias EditionID = Identifier<Entity.Edition>
package typealias RegistrationID = Identifier<Entity.Registration>
package typealias AllotmentID = Identifier<Entity.Allotment>
package typealias InvoiceID = Identifier<Entity.Invoice>
package typealias PaymentID = Identifier<Entity.Payment>
package typealias RefundID = Identifier<Entity.Refund>
package typealias ScholarshipID = Identifier<Entity.Scholarship>
package typealias CompletionID = Identifier<Entity.Completion>
package typealias CertificateID = Identifier<Entity.Certificate>
package typealias CredentialID = Identifier<Entity.Credential>
package typealias ApplicationID = Identifier<Entity.Application>
package typealias CreditID = Identifier<Entity.Credit>
package typealias CandidateID = Identifier<Entity.Candidate>
package typealias TeachingAssignmentID = Identifier<Entity.TeachingAssignment>
package typealias EventID = Identifier<Entity.Event>
