package import FoundationEssentials

/// The id of one kind of entity: a UUID that cannot be used as the id of another kind.
///
/// `Entity` is only a marker. The text form in JSON, SQL and record keys is the lower-case UUID string.
package struct Identifier<Entity>: Hashable, Sendable, LosslessStringConvertible {
    package let uuid: UUID

    package init(_ uuid: UUID) {
        self.uuid = uuid
    }

    /// Returns a new id (UUID version 7) with the current time.
    package static func new() -> Self {
        Self(.version7())
    }

    /// Parses the 36-character form. Returns nil for any other text.
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

/// The markers for `Identifier`, one for each kind (`domain.md`, Vocabulary).
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
    package enum ApprovedCourse {}
    package enum Candidate {}
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
package typealias ApprovedCourseID = Identifier<Entity.ApprovedCourse>
package typealias CandidateID = Identifier<Entity.Candidate>
package typealias EventID = Identifier<Entity.Event>
