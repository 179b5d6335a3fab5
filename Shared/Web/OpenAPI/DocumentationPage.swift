import JSONSchema
import JSONTree

/// The OpenAPI document as one page for people: no script, no outside resource.
struct DocumentationPage {
    private let document: JSON

    init(_ document: JSON) {
        self.document = document
    }

    var html: String {
        let title = htmlEscaped(document["info"]?["title"]?.string ?? "")
        let operations = (document["paths"]?.object ?? [:]).sorted { $0.key < $1.key }.flatMap { path, item in
            ["get", "post", "put", "patch", "delete"].compactMap { method in
                item[method].map { (method: method, path: path, operation: $0) }
            }
        }
        let tags = (document["tags"]?.array ?? []).compactMap { $0["name"]?.string }
        let sections = tags.map { tag in
            let own = operations.filter { $0.operation["tags"]?[0]?.string == tag }
            return "<section><h2 id=\"tag-\(htmlEscaped(tag))\">\(htmlEscaped(tag))</h2>"
                + own.map { operation($0.method, $0.path, $0.operation) }.joined() + "</section>"
        }
        let links = tags.map { "<a href=\"#tag-\(htmlEscaped($0))\">\(htmlEscaped($0))</a>" }.joined(separator: " ")
        let schemas = (document["components"]?["schemas"]?.object ?? [:]).sorted { $0.key < $1.key }
        return """
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">\
            <style>\(Self.style)</style></head><body>
            <header><h1>\(title)</h1><p>\(paragraphs(document["info"]?["description"]?.string ?? ""))</p>
            <p>The same for programs: <a href="/openapi.json">OpenAPI 3.1</a>.</p></header>
            <nav aria-label="Groups">\(links)\
            <a href="#schemas">schemas</a></nav><main>\(sections.joined())<section><h2 id="schemas">schemas</h2>
            \(schemas.map { name, schema in
                "<details id=\"schema-\(htmlEscaped(name))\"><summary>\(htmlEscaped(name))</summary>"
                    + "\(code(schema))</details>"
            }.joined())
            </section></main></body></html>
            """
    }

    private func operation(_ method: String, _ path: String, _ operation: JSON) -> String {
        var parts =
            "<details><summary><b>\(method.uppercased())</b> <code>\(htmlEscaped(path))</code> "
            + "\(htmlEscaped(operation["summary"]?.string ?? ""))</summary>"
        parts += "<p>\(paragraphs(operation["description"]?.string ?? ""))</p>"
        if let parameters = operation["parameters"]?.array, !parameters.isEmpty {
            parts += "<h3>Parameters</h3>" + table(parameters.map(row))
        }
        for (type, content) in (operation["requestBody"]?["content"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            parts += "<h3>Body, <code>\(htmlEscaped(type))</code></h3>" + code(content["schema"] ?? [:])
        }
        let answers = (operation["responses"]?.object ?? [:]).sorted { $0.key < $1.key }
        parts += "<h3>Answers</h3>" + table(answers.map { status, answer in [status, answerText(answer)] })
        return parts + "</details>"
    }

    private func row(_ parameter: JSON) -> [String] {
        let need = parameter["required"]?.bool == true ? ", required" : ""
        return [
            "<code>\(htmlEscaped(parameter["name"]?.string ?? ""))</code>",
            htmlEscaped((parameter["in"]?.string ?? "") + need) + "<br>"
                + htmlEscaped(parameter["description"]?.string ?? "")
                + code(parameter["schema"] ?? [:]),
        ]
    }

    private func answerText(_ answer: JSON) -> String {
        let contents = (answer["content"]?.object ?? [:]).sorted { $0.key < $1.key }.map { type, content in
            let isProblem = type == "application/problem+json"
            return "<br><code>\(htmlEscaped(type))</code>" + (isProblem ? "" : content["schema"].map(code) ?? "")
        }
        return paragraphs(answer["description"]?.string ?? "") + contents.joined()
    }

    private func table(_ rows: [[String]]) -> String {
        let body = rows.map { "<tr><th scope=\"row\">\($0[0])</th><td>\($0[1])</td></tr>" }.joined()
        return "<table><tbody>\(body)</tbody></table>"
    }

    private func code(_ schema: JSON) -> String {
        if let name = schema["$ref"]?.string?.split(separator: "/").last {
            return "<p><a href=\"#schema-\(htmlEscaped(String(name)))\">\(htmlEscaped(String(name)))</a></p>"
        }
        return "<pre><code>\(htmlEscaped(schema.pretty))</code></pre>"
    }

    private func paragraphs(_ text: String) -> String {
        htmlEscaped(text).split(separator: "\n", omittingEmptySubsequences: true).joined(separator: "</p><p>")
    }

    private static let style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;\
        color:#1a1a1a;background:#fff}\
        nav a{margin-right:1rem}summary{cursor:pointer;padding:.4rem 0}details{border-bottom:1px solid #ccc}\
        pre{background:#f4f4f4;padding:.6rem;overflow:auto}th{text-align:left;vertical-align:top;padding-right:1rem}\
        td{padding-bottom:.5rem}a{color:#0b4f9e}
        """
}
