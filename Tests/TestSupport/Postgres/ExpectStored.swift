package import Testing

/// Inserts each value, finds it again and expects an equal one: the test that every repository has.
///
/// ```swift
/// try await expectStored(
///     pending, decided,
///     insert: { request in try await journal.update { unit in try requests.insert(request, in: unit) } },
///     find: { request in try await requests.find(request.id) })
/// ```
///
/// Nothing else finds two columns of one SQL type in the wrong order. So the values must be able to show it, which is
/// expected first: any two fields of one SQL type differ in at least one of the values, and no field is nil or empty in
/// all of them. Several truth values need more than one value. Choose values that no column has by default.
///
/// - Parameter documents: paths such as `quote` of fields that are stored as a whole, whose own fields need not differ.
package func expectStored<Value: Equatable>(
    _ values: Value..., ignoring documents: Set<String> = [], sourceLocation: SourceLocation = #_sourceLocation,
    insert: (Value) async throws -> Void, find: (Value) async throws -> Value?
) async throws {
    let samples = values.map { StoredFields($0, ignoring: documents) }
    for weakness in StoredFields.weaknesses(of: samples) {
        Issue.record("\(weakness)", sourceLocation: sourceLocation)
    }
    for (value, sample) in zip(values, samples) {
        try await insert(value)
        let found = try #require(try await find(value), "nothing was found", sourceLocation: sourceLocation)
        let differences = sample.differences(to: StoredFields(found, ignoring: documents))
        #expect(
            found == value, "stored and found differ in \(differences.joined(separator: ", "))",
            sourceLocation: sourceLocation)
    }
}
