package import Primitives

extension CourseCode: PostgresCodable {}
extension CourseCode: PostgresArrayElement {}
