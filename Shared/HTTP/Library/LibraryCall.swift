import CMicroHTTPD
import Glibc

/// One call of the library's access handler.
struct LibraryCall {
    let connection: LibraryConnection
    /// Null-terminated, inside the request's head.
    let method: UnsafePointer<CChar>
    let version: UnsafePointer<CChar>
    /// Bytes of the body; empty in the calls before and after it.
    let bytes: UnsafeRawBufferPointer
    /// How many of the bytes we leave for another call.
    let left: UnsafeMutablePointer<Int>

    /// Takes the bytes off the library's hands.
    func consume() { left.pointee = 0 }

    var headerSize: Int { muster_mhd_header_size(connection.pointer) }
}

extension UnsafePointer<CChar> {
    /// The text up to its NUL.
    var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: self, count: strlen(self)) }
}
