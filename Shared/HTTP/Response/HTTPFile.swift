import Glibc

/// An open file that responses send from. It is closed when the last of them has finished.
package final class HTTPFile: Sendable {
    let descriptor: Int32
    /// The size in bytes at opening.
    package let size: Int
    /// The modification time in whole seconds since 1970.
    package let modified: Int

    /// Opens a regular file. May block briefly on a slow disk.
    ///
    /// - Throws: `HTTPFileError` with the system's error number. A directory is refused with `EISDIR`.
    package init(path: String) throws(HTTPFileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw HTTPFileError(errorNumber: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw HTTPFileError(errorNumber: EISDIR)
        }
        self.descriptor = descriptor
        self.size = Int(status.st_size)
        self.modified = status.st_mtim.tv_sec
    }

    deinit {
        close(descriptor)
    }
}

/// Indicates that a file could not be opened.
package struct HTTPFileError: Error, Hashable, Sendable {
    package let errorNumber: Int32

    package init(errorNumber: Int32) {
        self.errorNumber = errorNumber
    }
}
