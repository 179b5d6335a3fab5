import Glibc

/// An open file that answers send from. It is closed when the last of them is done with it.
package final class HTTPFile: Sendable {
    let descriptor: Int32
    /// In bytes, when it was opened.
    package let size: Int
    /// In whole seconds since 1970.
    package let modified: Int

    /// Opens a regular file. The call may block on a slow disk for a moment.
    ///
    /// - Throws: `HTTPFileError` with the system's error number; a folder is refused as `EISDIR`.
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

/// The file cannot be opened.
package struct HTTPFileError: Error, Hashable, Sendable {
    package let errorNumber: Int32

    package init(errorNumber: Int32) {
        self.errorNumber = errorNumber
    }
}
