import Testing

/// Tests that each start the whole suite, one after the other: two of them beside each other would only wait for each
/// other.
@Suite(.serialized) enum WholeSuiteTests {}
