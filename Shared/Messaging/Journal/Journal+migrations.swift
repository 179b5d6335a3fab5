import Leases
package import Postgres

extension Journal {
    private static let component = "messaging"

    /// The tables of messaging, which every service's schema has; they come before the service's own.
    ///
    /// The journal's columns are those that Debezium's outbox router expects (`event_id`, `aggregate_id`, `type`,
    /// `payload`, and `topic` to route by), so that it could replace the relay.
    package static let migrations: [Migration] = [
        Migration("0001_journal", of: component, journalTables + firstPartitions),
        Migration("0002_relay", of: component, Lease.table + relayTables),
        Migration("0003_consumer", of: component, consumerTables),
    ]

    /// The journal, and the number of facts and the state of each aggregate.
    ///
    /// The transaction gets its xid before it draws an id, and no session caches ids of the sequence. A missing id thus
    /// always belongs to a transaction that the relay's bound can wait for (W1, R2).
    private static let journalTables = """
        CREATE TABLE aggregate (
            topic text NOT NULL,
            aggregate_id text NOT NULL,
            facts bigint NOT NULL CHECK (facts > 0),
            last_fact_at timestamptz NOT NULL,
            previous_fact_at timestamptz,
            PRIMARY KEY (topic, aggregate_id)
        );
        CREATE TABLE state_record (
            topic text NOT NULL,
            aggregate_id text NOT NULL,
            type text NOT NULL,
            version bigint NOT NULL CHECK (version > 0),
            data jsonb,
            changed_at timestamptz NOT NULL,
            PRIMARY KEY (topic, aggregate_id)
        );
        COMMENT ON COLUMN state_record.data IS 'NULL: the aggregate is gone and has a tombstone on the topic';
        CREATE SEQUENCE outbox_id AS bigint CACHE 1;
        CREATE TABLE outbox (
            id bigint NOT NULL DEFAULT
                (CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('outbox_id') END),
            event_id uuid NOT NULL,
            topic text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('fact', 'state')),
            type text NOT NULL,
            aggregate_id text NOT NULL,
            sequence bigint NOT NULL CHECK (sequence > 0),
            previous_at timestamptz,
            occurred_at timestamptz NOT NULL,
            payload text,
            traceparent text,
            PRIMARY KEY (id),
            CHECK ((kind = 'fact') = (payload IS NOT NULL))
        ) PARTITION BY RANGE (id);
        CREATE INDEX outbox_event_id ON outbox (event_id);
        -- Returns a version 7 UUID of the current time, for rows that SQL inserts; an id gives the age of its event.
        CREATE FUNCTION journal_event_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
            SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
                substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
        $$;
        COMMENT ON TABLE outbox IS 'The append-only journal, sent by the relay in id order, dropped by partition';

        """

    /// The first partitions, which must cover what is written before the maintenance job's first run.
    private static var firstPartitions: String {
        (0..<JournalPartitions.ahead).map { JournalPartitions.create(number: $0) }.joined(separator: "\n")
    }

    private static let relayTables = """
        CREATE TABLE relay_epoch (
            one boolean PRIMARY KEY DEFAULT true CHECK (one),
            epoch bigint NOT NULL DEFAULT 1
        );
        INSERT INTO relay_epoch DEFAULT VALUES;
        CREATE TABLE journal_horizon (
            one boolean PRIMARY KEY DEFAULT true CHECK (one),
            event_id uuid NOT NULL
        );
        COMMENT ON TABLE journal_horizon IS 'The youngest event that retention has dropped';
        CREATE TABLE relay_cluster (
            cluster_id text PRIMARY KEY,
            cursor bigint NOT NULL,
            seen_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE TABLE relay_position (
            cluster_id text NOT NULL REFERENCES relay_cluster ON DELETE CASCADE,
            topic text NOT NULL,
            partition integer NOT NULL,
            log_offset bigint NOT NULL,
            event_id uuid,
            PRIMARY KEY (cluster_id, topic, partition)
        );
        CREATE TABLE relay_checkpoint (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            cluster_id text NOT NULL REFERENCES relay_cluster ON DELETE CASCADE,
            cursor bigint NOT NULL,
            positions jsonb NOT NULL,
            taken_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX relay_checkpoint_cluster ON relay_checkpoint (cluster_id, id);
        CREATE TABLE relay_held (
            cluster_id text NOT NULL REFERENCES relay_cluster ON DELETE CASCADE,
            topic text NOT NULL,
            aggregate_id text NOT NULL,
            from_id bigint NOT NULL,
            reason text NOT NULL,
            noted_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (cluster_id, topic, aggregate_id)
        );
        CREATE TABLE relay_request (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            since timestamptz,
            aggregate_id text,
            type text,
            upto_id bigint NOT NULL,
            done_id bigint NOT NULL DEFAULT 0,
            requested_at timestamptz NOT NULL DEFAULT now(),
            done_at timestamptz
        );

        """

    private static let consumerTables = """
        CREATE TABLE inbox (
            event_id uuid NOT NULL,
            handler text NOT NULL,
            PRIMARY KEY (event_id, handler)
        );
        CREATE TABLE consumer_position (
            topic text NOT NULL,
            partition integer NOT NULL,
            log_offset bigint NOT NULL,
            event_id uuid,
            epoch bigint NOT NULL,
            moved_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (topic, partition)
        );
        CREATE TABLE fact_number (
            topic text NOT NULL,
            aggregate_id text NOT NULL,
            last bigint NOT NULL,
            PRIMARY KEY (topic, aggregate_id)
        );
        CREATE TABLE held_fact (
            topic text NOT NULL,
            aggregate_id text NOT NULL,
            sequence bigint NOT NULL,
            event_id uuid NOT NULL,
            partition integer NOT NULL,
            log_offset bigint NOT NULL,
            type text NOT NULL,
            headers jsonb NOT NULL,
            value bytea,
            waiting_for text,
            is_due boolean NOT NULL DEFAULT false,
            held_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (topic, aggregate_id, sequence, event_id)
        );
        CREATE INDEX held_fact_waiting_for ON held_fact (waiting_for);
        CREATE TABLE projection_guard (
            projection text NOT NULL,
            aggregate_id text NOT NULL,
            epoch bigint NOT NULL,
            version bigint NOT NULL,
            is_gone boolean NOT NULL,
            PRIMARY KEY (projection, aggregate_id)
        );
        CREATE TABLE dead_letter (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            topic text NOT NULL,
            partition integer NOT NULL,
            log_offset bigint NOT NULL,
            aggregate_id text,
            event_id uuid,
            type text,
            sequence bigint,
            headers jsonb NOT NULL,
            value bytea,
            reason text NOT NULL,
            dead_at timestamptz NOT NULL DEFAULT now(),
            redrives integer NOT NULL DEFAULT 0,
            closed_at timestamptz,
            UNIQUE NULLS NOT DISTINCT (topic, partition, log_offset, event_id)
        );

        """
}
