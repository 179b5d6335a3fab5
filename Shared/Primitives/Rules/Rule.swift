/// A rule of the association, by the id that documents, code and tests use, with the rule in one sentence.
///
/// A use case states the rules that it keeps in its first line:
///
/// ```swift
/// func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Registration {
///     Rule.keep(.D4, .D6)
/// ```
///
/// A test with the trait `.rule(.D4)` fails when no code that states D4 runs in it.
package enum Rule: String, CaseIterable, Sendable {
    // Accounts
    case A1 = "Accounts and memberships belong to one person; nobody registers another under their own identity."
    case A2 = "A person who is registered has an own account, whose verified e-mail address is the login."
    case A3 = "Sign-up offers an account without dues or a membership, and is protected from bots."
    case A4 = "Nobody has a second account, and sign-up does not reveal who has one."
    case A5 = "A merge loses nothing, holds in all services, and can be undone for a time."
    case A6 = "A person who is locked out recovers by mail or with the office's help, and recovery is audited."
    case A7 = "A signed-in person sees their account, history and certificates."
    case A8 = "A profile holds what other rules need: assignments, agency, certification, degree."
    // Membership
    case B1 = "Membership is open to all kinds of school-safety professionals, for dues and a term."
    case B2 = "A member in good standing has a term in force and no hold on that day."
    case B3 = "A renewal in time or in grace continues from the old end, and a later one starts today."
    case B4 = "A membership is free only for a person who paid the non-member or early-bird rate."
    case B5 = "A member prints a card that a public page verifies."
    // Catalogue, hosting, calendar
    case C1 = "The catalogue has the six courses, with their hours, and the annual conference."
    case C2 = "A course has editions, and a completion knows its edition."
    case C3 = "An agency submits a host packet for approval."
    case C4 = "Approval of a host request publishes the class in the same transaction."
    case C5 = "The calendar is searched by place, course, date and words."
    case C6 = "Upcoming classes are listed, and offered as a calendar feed."
    case C7 = "A class shows its seats that remain and all that there is to know of it."
    case C8 = "Anyone may register for any class."
    // Registrations and seats
    case D1 = "A class is never oversold, and the seats that remain are always true."
    case D2 = "A seat is taken only by a named person with an account."
    case D3 = "Staff set seats aside for an agency, until a date."
    case D4 = "A seat is transferred before the class starts, for a fee, and is never free in between."
    case D5 = "A cancellation costs a fee, never more than was invoiced; none when the association cancels."
    case D6 = "A person has at most one active registration for a class."
    case D7 = "The waitlist is served in order, and a freed seat is offered in the transaction that frees it."
    case D8 = "Lead instructor and host have the class's roster."
    // Prices and money
    case E1 = "The rate is judged by membership on the day of registration, also when a term becomes known later."
    case E2 = "The early-bird rate holds through its last day at the venue."
    case E3 = "Basic costs 100.00 less for a person who completed it before."
    case E4 = "A person whose Basic is older than three years is invited to retake it."
    case E5 = "A scholarship is applied for and awarded, and lowers the price."
    case E6 = "Only an accepted candidate, or a person named by staff, audits Basic without cost."
    case E7 = "A candidate's expenses are recorded and never invoiced."
    case E8 = "Payments, refunds and credits are booked, the ledger balances, and issued documents never change."
    // Attendance, evaluations, certificates
    case F1 = "A completion needs the attended days that the policy asks for."
    case F2 = "A certificate is downloaded only after the evaluation."
    case F3 = "A person sees each class attended, with its evaluation and certificate."
    case F4 = "A certificate is issued once for each completion and never changes afterwards."
    case F5 = "Anyone verifies a certificate by its code."
    case F6 = "A certificate is also an Open Badges credential."
    case F7 = "Attendees evaluate a teaching candidate, and stay anonymous when they are few."
    // National SRO Practitioner
    case G1 = "A practitioner has been an SRO for three years of merged assignments."
    case G2 = "A practitioner is employed as an SRO or in school safety on the day of the decision."
    case G3 = "A practitioner completed an approved Basic course of 40 hours."
    case G4 = "From 2023 on only the association's own Basic course is accepted."
    case G5 = "A practitioner completed an approved Advanced or Management course of 24 hours."
    case G6 = "A practitioner has 160 further hours, each accepted by a reviewer."
    case G7 = "Further hours older than ten years do not count."
    case G8 = "The same annual training of a department counts once."
    case G9 = "A practitioner attended a National School Safety Conference."
    case G10 = "An application goes through its steps, and shows the progress of each requirement."
    case G11 = "An award has its certificate, pin, letter and place on the honours list."
    case G12 = "Each programme names a contact."
    // Instructor qualification
    case H1 = "An applicant is a member in good standing and a practitioner."
    case H2 = "An applicant serves now, and has been an SRO for three years."
    case H3 = "An applicant has been a certified police instructor of their home state for three years."
    case H4 = "An applicant has 40 hours of certified training experience."
    case H5 = "An applicant has a degree or comparable experience."
    case H6 = "An applicant has the letter of the chief or sheriff."
    case H7 = "An applicant shows 30 minutes of teaching adults on video."
    case H8 = "An applicant accepts the training policies in their current version."
    case H9 = "A complete application reaches the Training Director."
    case H10 = "Training Director, Training Committee and Executive Director review an application."
    case H11 = "A telephone interview is scheduled and recorded."
    case H12 = "An application is accepted or declined after reviews, video and interview."
    case H13 = "The Training Director assigns one qualifying instructor, who is not the candidate."
    case H14 = "A candidate whose Basic is older than 2016 is advised to audit it."
    case H15 = "An intern teaches about half of the sections of Basic."
    case H16 = "Two people decide after an internship: advance, repeat or remove."
    case H17 = "A probationary instructor teaches the sections that are left, and two people decide."
    case H18 = "A qualifying candidate teaches all of Basic in the presence of their qualifying instructor."
    case H19 = "The process ends 18 months after acceptance, with warnings before and a case afterwards."
    case H20 = "Only the Training Director gives teaching assignments."
    case H21 = "An inactive instructor is reinstated by Training Director and Committee."
    case H22 = "A reinstated instructor completes a qualifying training first."
    // Statistics
    case I1 = "The table counts each person once for each course and period, as known on a day."
    case I2 = "A period that exceeds the full prior year is marked as a record."

    /// States that the calling code keeps these rules, which only a test's `RuleRecorder` notes.
    ///
    /// Without a recorder, as in production, it reads one task-local value.
    package static func keep(_ rules: Rule...) {
        RuleRecorder.current?.note(rules)
    }
}
