import HTTP

/// One page of a list.
package struct Page<T: Encodable & Sendable>: Encodable, Sendable {
    package let items: [T]
    package let nextCursor: String?

    package static var defaultLimit: Int { 50 }
    package static var maxLimit: Int { 200 }

    package init(items: [T], next: Cursor? = nil) {
        self.items = items
        nextCursor = next?.description
    }

    /// Makes a page of `limit + 1` rows: one row more than the page has means that there is a next page, which begins
    /// after the last row of this one.
    package init<Row>(_ rows: [Row], limit: Int, item: (Row) throws -> T, cursor: (Row) -> Cursor) rethrows {
        self.init(
            items: try rows.prefix(limit).map(item),
            next: rows.count > limit ? rows.prefix(limit).last.map(cursor) : nil)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(nextCursor, forKey: .nextCursor)
    }

    private enum CodingKeys: CodingKey {
        case items
        case nextCursor
    }
}

extension Response {
    /// A page whose items are JSON already.
    package static func page(ofEncoded items: [[UInt8]], next: Cursor?) -> Response {
        var bytes = Array(#"{"items":["#.utf8)
        bytes.reserveCapacity(items.reduce(100) { $0 + $1.count + 1 })
        for (place, item) in items.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: item)
        }
        // A cursor has no character that JSON escapes.
        let cursor = next.map { "\"\($0)\"" } ?? "null"
        bytes.append(contentsOf: "],\"nextCursor\":\(cursor)}".utf8)
        return Response(status: 200, contentType: "application/json", body: .bytes(bytes))
    }
}

extension Call {
    /// `limit` of a list: 1 to 200, 50 if absent. Read one row more, and give both to `Page`.
    package func limit() throws -> Int { try query("limit") ?? Page<Int>.defaultLimit }

    /// The cursor of a list, nil for the first page.
    ///
    /// ```swift
    /// let after = try call.cursor()?.values(Day.self, OfferingID.self)
    /// ```
    package func cursor() throws -> Cursor? {
        guard let text = try query("cursor", as: String.self), !text.isEmpty else { return nil }
        guard let cursor = Cursor(text) else { throw Problem(.cursorInvalid) }
        return cursor
    }
}
