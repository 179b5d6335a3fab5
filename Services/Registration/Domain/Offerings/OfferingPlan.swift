package import Primitives

/// A plan of a class: what a host requests (C3), or what staff publishes.
package struct OfferingPlan: Hashable, Sendable {
    package var course: CourseCode
    package var venue: Venue
    package var startsOn: Day
    package var endsOn: Day
    package var capacity: Int
    package var details: OfferingDetails

    package init(
        course: CourseCode, venue: Venue, startsOn: Day, endsOn: Day, capacity: Int, details: OfferingDetails
    ) {
        self.course = course
        self.venue = venue
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.capacity = capacity
        self.details = details
    }

    /// Checks what the schema of a plan cannot state.
    ///
    /// - Parameters:
    ///   - course: The plan's course; nil if the catalogue has none with its code.
    ///   - isZone: Whether the system knows the venue's time zone.
    /// - Returns: The course.
    /// - Throws: `datesOutOfOrder`, `venue` or `courseUnknown`, in this order.
    package func check(course: Course?, isZone: Bool) throws(OfferingRejection) -> Course {
        guard Offering.canLast(from: startsOn, to: endsOn) else { throw .datesOutOfOrder }
        do {
            try venue.check(isZone: isZone)
        } catch {
            throw .venue(error)
        }
        guard let course else { throw .courseUnknown }
        return course
    }
}

/// What a host or staff states about a class beyond its plan's dates and place.
package struct OfferingDetails: Hashable, Sendable {
    package var contact: Contact
    /// The host's equipment checklist.
    package var equipment: [String]
    package var notes: String?

    package init(contact: Contact, equipment: [String] = [], notes: String? = nil) {
        self.contact = contact
        self.equipment = equipment
        self.notes = notes
    }
}

/// The person who answers questions about a class at its host.
package struct Contact: Hashable, Sendable {
    package var name: String
    package var email: String
    package var phone: String?

    package init(name: String, email: String, phone: String? = nil) {
        self.name = name
        self.email = email
        self.phone = phone
    }
}
