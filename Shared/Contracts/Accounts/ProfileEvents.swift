package import JSONSchema
import JSONTree
package import Primitives

/// A police instructor's certification in the home state (A8, H3).
package struct InstructorCertification: EventValue {
    package var number: String
    package var state: String
    package var since: Day

    package init(number: String, state: String, since: Day) {
        self.number = number
        self.state = state
        self.since = since
    }

    package static let schema = Schema.event(
        .required("number", .string()),
        .required("state", .string()),
        .required("since", .date))
}

/// A person's personal data, for the suite's own services only. A tombstone erases it.
package struct ProfileState: EventValue {
    package var givenName: String
    package var familyName: String
    package var email: String
    package var locale: String
    package var homeState: String?
    package var instructorCertification: InstructorCertification?
    package var degree: String?

    package init(
        givenName: String, familyName: String, email: String, locale: String, homeState: String? = nil,
        instructorCertification: InstructorCertification? = nil, degree: String? = nil
    ) {
        self.givenName = givenName
        self.familyName = familyName
        self.email = email
        self.locale = locale
        self.homeState = homeState
        self.instructorCertification = instructorCertification
        self.degree = degree
    }

    package static let schema = Schema.event(
        .required("givenName", .string()),
        .required("familyName", .string()),
        .required("email", .string()),
        .required("locale", .string()),
        .optional("homeState", .string()),
        .optional("instructorCertification", InstructorCertification.schema),
        .optional("degree", .string()))
}

extension StateType<PersonID, ProfileState> {
    package static let profile = Self(
        state: "accounts.profile", on: .profiles, keyedBy: "personId",
        "A person's personal data, for the suite's own services only; a tombstone erases it.")
}

extension Catalogue {
    static let profiles: [any CatalogueEntry] = [
        StateType.profile
    ]
}
