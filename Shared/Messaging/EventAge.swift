import FoundationEssentials
import Primitives

extension EventID {
    /// The creation time of the event, from its id (UUID version 7). This is real time, unlike `ce_time`, which is the
    /// domain clock's. Nil for an id of another version.
    var bornAt: Instant? {
        let bytes = uuid.uuid
        guard bytes.6 >> 4 == 7 else { return nil }
        let milliseconds = [bytes.0, bytes.1, bytes.2, bytes.3, bytes.4, bytes.5].reduce(Int64(0)) {
            $0 << 8 | Int64($1)
        }
        return Instant(microsecondsSince1970: milliseconds * 1000)
    }
}
