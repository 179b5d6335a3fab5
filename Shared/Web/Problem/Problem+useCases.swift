package import UseCases

extension NotFound: ProblemConvertible {
    package var problem: Problem { Problem(.notFound, detail) }
}

extension Forbidden: ProblemConvertible {
    package var problem: Problem { Problem(.forbidden, detail) }
}

extension VersionMismatch: ProblemConvertible {
    package var problem: Problem { Problem(.preconditionFailed) }
}
