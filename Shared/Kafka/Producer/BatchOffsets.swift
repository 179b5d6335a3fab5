/// The offsets in one broker response.
///
/// If the broker already has a batch, librdkafka 2.0.2 gives its first record the offset -1 and counts up from there:
/// 0, 1, 2 … Every offset after a -1 in the same partition is therefore unknown.
package struct BatchOffsets {
    private var unknownPartition: Int32?

    package init() {}

    package mutating func offset(_ reported: Int64, partition: Int32) -> Int64 {
        if reported < 0 { unknownPartition = partition }
        return partition == unknownPartition ? Delivery.unknownOffset : reported
    }
}
