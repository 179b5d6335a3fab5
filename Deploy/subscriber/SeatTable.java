import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;
import java.util.regex.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;

/**
 * An example of a subscriber in Java: builds the table of seats of all classes from the facts alone, and prints it.
 *
 * <pre>java -cp "$KAFKA_HOME/libs/*" Deploy/subscriber/SeatTable.java 127.0.0.1:9092</pre>
 *
 * It reads to the end and stops. An event counts once, by its id; a class's facts come numbered 1, 2, 3 …, and each tells the
 * seats as they stood after it, so the last one is the truth. A subscriber that goes on keeps positions too, as README says.
 */
public class SeatTable {
    private static final String TOPIC = "muster.registration.events.v1";

    /** Of one aggregate: its last fact's number, and the seats if it is a class. */
    private record Seats(long number, String taken, String capacity) {}

    public static void main(String[] arguments) {
        Map<String, Object> settings = Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0],
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        Set<String> known = new HashSet<>();
        Map<String, Seats> table = new TreeMap<>();
        int holes = 0;
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(TOPIC, partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (!known.add(header(record, "ce_id"))) continue;
                    long number = Long.parseLong(header(record, "ce_sequence"));
                    Seats before = table.getOrDefault(record.key(), new Seats(0, null, null));
                    if (number != before.number() + 1) holes++;
                    String taken = number(record.value(), "seatsTaken");
                    // Facts that move no seats, such as attendance, count in the order of their aggregate all the same.
                    table.put(record.key(), taken == null ? new Seats(number, before.taken(), before.capacity())
                        : new Seats(number, taken, number(record.value(), "capacity")));
                }
            }
        }
        table.forEach((key, seats) -> {
            if (seats.taken() != null) System.out.println(key + " " + seats.taken() + " of " + seats.capacity());
        });
        System.out.println(known.size() + " events, holes: " + holes);
        System.exit(holes == 0 ? 0 : 1);
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** A whole number in a flat JSON object; a program of yours has a JSON library for it. */
    private static String number(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
        return matcher.find() ? matcher.group(1) : null;
    }
}
