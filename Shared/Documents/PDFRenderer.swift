import CPangoCairo
import Executors
package import Primitives

/// Draws PDF documents with cairo and pango, on a thread of its own, one after another.
///
/// The same drawing with the same metadata gives the same bytes on the same machine.
package actor PDFRenderer {
    private let executor: ThreadExecutor

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    package init() {
        executor = ThreadExecutor(name: "pdf")
    }

    /// Draws one page.
    ///
    /// - Parameters:
    ///   - size: width and height in points (1/72 inch).
    ///   - metadata: what a reader shows as the document's properties.
    ///   - draw: the drawing; its error is rethrown and no document is made.
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

/// Where cairo writes to; lives on the renderer's thread only.
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

/// What a reader shows as a document's properties.
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
