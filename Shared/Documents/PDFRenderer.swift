import CPangoCairo
import Executors
package import Primitives

/// Draws PDF documents with cairo and pango, one at a time on its own thread.
///
/// The same drawing with the same metadata produces the same bytes on the same machine.
package actor PDFRenderer {
    private let executor: ThreadExecutor

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    package init() {
        executor = ThreadExecutor(name: "pdf")
    }

    /// Draws a document that starts with one page.
    ///
    /// - Parameters:
    ///   - size: width and height in points (1/72 inch).
    ///   - metadata: the document properties that a reader shows.
    ///   - draw: the drawing. Its error is rethrown, and no document is produced.
    /// - Returns: the bytes of the PDF file.
    package func page(
        size: PDFSize, metadata: PDFMetadata, draw: @Sendable (PDFCanvas) throws -> Void
    ) throws -> [UInt8] {
        let sink = ByteSink()
        let unretained = Unmanaged.passUnretained(sink)
        let surface = cairo_pdf_surface_create_for_stream(
            { context, bytes, count in
                guard let context, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<ByteSink>.fromOpaque(context).takeUnretainedValue()
                    .bytes.append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
                return CAIRO_STATUS_SUCCESS
            }, unretained.toOpaque(), size.width, size.height)
        defer { cairo_surface_destroy(surface) }
        cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, metadata.title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, metadata.author)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, metadata.subject)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, metadata.createdAt.wholeSecond)
        guard let context = cairo_create(surface) else { throw DocumentError.library("no drawing context") }
        defer { cairo_destroy(context) }
        try draw(PDFCanvas(context: context))
        cairo_show_page(context)
        cairo_surface_finish(surface)
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else {
            throw DocumentError.library(String(cString: cairo_status_to_string(status)))
        }
        return withExtendedLifetime(sink) { sink.bytes }
    }
}

/// The buffer that cairo writes to. Used on the renderer's thread only.
private final class ByteSink {
    var bytes: [UInt8] = []
}

/// A page's size in points.
package struct PDFSize: Sendable, Hashable {
    package let width: Double
    package let height: Double

    package init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    package static let letterLandscape = PDFSize(width: 792, height: 612)
    package static let letterPortrait = PDFSize(width: 612, height: 792)
}

/// The document properties that a reader shows.
package struct PDFMetadata: Sendable, Hashable {
    package let title: String
    package let author: String
    package let subject: String
    package let createdAt: Instant

    package init(title: String, author: String, subject: String, createdAt: Instant) {
        self.title = title
        self.author = author
        self.subject = subject
        self.createdAt = createdAt
    }
}

extension Instant {
    fileprivate var wholeSecond: String {
        Instant(secondsSince1970: secondsSince1970).description
    }
}
