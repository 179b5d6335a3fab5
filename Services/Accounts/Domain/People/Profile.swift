package import Primitives

/// The personal data that rules and documents need (A8). It is published on the internal topic only.
package struct Profile: Hashable, Sendable {
    package struct Certification: Hashable, Sendable {
        package var number: String
        package var state: String
        package var since: Day

        package init(number: String, state: String, since: Day) {
            self.number = number
            self.state = state
            self.since = since
        }
    }

    package var givenName: String
    package var familyName: String
    package var email: String
    package var locale: String
    package var homeState: String?
    package var isSwornOfficer: Bool
    package var certification: Certification?
    package var degree: String?

    package init(
        givenName: String, familyName: String, email: String, locale: String = "en-US", homeState: String? = nil,
        isSwornOfficer: Bool = false, certification: Certification? = nil, degree: String? = nil
    ) {
        self.givenName = givenName
        self.familyName = familyName
        self.email = email
        self.locale = locale
        self.homeState = homeState
        self.isSwornOfficer = isSwornOfficer
        self.certification = certification
        self.degree = degree
    }
}
