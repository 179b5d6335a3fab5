import CMicroHTTPD
import Glibc

/// One call of the library's access handler.
struct LibraryCall {
    let connection: LibraryConnection
    /// A null-terminated string in the request's head.
    let method: UnsafePointer<CChar>
    let version: UnsafePointer<CChar>
    /// Body bytes; empty in the calls before and after the body.
    let bytes: UnsafeRawBufferPointer
    /// The number of bytes that are left for another call.
    let left: UnsafeMutablePointer<Int>

    /// Marks all bytes as consumed.
    func consume() { left.pointee = 0 }

    var headerSize: Int { muster_mhd_header_size(connection.pointer) }
}

extension UnsafePointer<CChar> {
    /// The characters up to the terminating NUL.
    var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: self, count: strlen(self)) }
}
