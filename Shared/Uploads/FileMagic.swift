import CMagic
import Synchronization

/// Detects a file's type from its content with libmagic's database. The `Content-Type` header is only the client's
/// claim.
///
/// Only the first 64 KB are examined, and nothing is decompressed. The database is mapped at the first call. Calls are
/// serialized, because a libmagic cookie must not be shared.
enum FileMagic {
    /// Indicates that the database is missing or unreadable.
    struct Unavailable: Error, CustomStringConvertible {
        let description: String
    }

    static let prefix = 64 << 10

    private static let flags =
        MAGIC_MIME_TYPE | MAGIC_ERROR | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF
        | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_APPTYPE

    private static let cookie = Mutex<magic_t?>(nil)

    /// Returns the MIME type, such as `application/pdf`.
    static func contentType(of content: [UInt8]) throws(Unavailable) -> String {
        try cookie.withLock { cookie throws(Unavailable) in
            let magic = if let cookie { cookie } else { try open() }
            cookie = magic
            guard let type = magic_buffer(magic, content, min(content.count, prefix)) else {
                throw failure(magic)
            }
            return String(cString: type)
        }
    }

    private static func open() throws(Unavailable) -> magic_t {
        guard let magic = magic_open(flags) else { throw Unavailable(description: "magic_open failed") }
        guard magic_load(magic, nil) == 0 else {
            let failure = failure(magic)
            magic_close(magic)
            throw failure
        }
        return magic
    }

    private static func failure(_ magic: magic_t) -> Unavailable {
        Unavailable(description: magic_error(magic).map { String(cString: $0) } ?? "unknown libmagic error")
    }
}
