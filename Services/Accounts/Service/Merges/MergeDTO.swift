import AccountsDomain
import FoundationEssentials
import JSONSchema
import JSONTree
import Primitives

/// A request to merge a person into another.
struct NewMergeDTO: WireType {
    var into: PersonID
    var reason: String

    static let constraints = Constraints([CodingKeys.reason: .reason])
}

/// The reason for undoing a merge.
struct MergeUndoDTO: WireType {
    var reason: String?

    static let constraints = Constraints([CodingKeys.reason: .reason])
}

/// A merge of two persons (A5).
struct MergeDTO: WireType {
    var id: String
    var losing: PersonID
    var into: PersonID
    var reason: String
    var mergedOn: Day
    @Nullable var undoneOn: Day?
    var version: Int

    static let constraints = Constraints([CodingKeys.id: .uuid, .reason: .text, .version: .integer(min: 1)])

    init(_ stored: StoredMerge) {
        id = stored.id.uuidString.lowercased()
        losing = stored.merge.losing
        into = stored.merge.surviving
        reason = stored.reason
        mergedOn = stored.merge.on
        undoneOn = stored.merge.undoneOn
        version = stored.version
    }
}
