import CRdKafka
package import Kafka

/// The faults of librdkafka's mock brokers.
extension MockCluster {
    /// Makes the next produce requests fail, one for each error.
    package func failProduceRequests(with errors: [KafkaError.Code]) {
        let codes = errors.map { rd_kafka_resp_err_t($0.rawValue) }
        // The API key of a produce request is 0.
        _ = withHandle { rd_kafka_mock_push_request_errors_array($0, 0, codes.count, codes) }
    }

    /// Closes the broker's connections and refuses new ones. Brokers are numbered from 1.
    package func setBrokerDown(_ broker: Int32) {
        _ = withHandle { rd_kafka_mock_broker_set_down($0, broker) }
    }

    package func setBrokerUp(_ broker: Int32) {
        _ = withHandle { rd_kafka_mock_broker_set_up($0, broker) }
    }
}
