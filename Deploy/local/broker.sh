# The broker of `make run`, in this order: KAFKA_BOOTSTRAP_SERVERS (yours), KAFKA_HOME (Apache Kafka started here as one
# KRaft node), else the embedded development broker. Sourced. Sets KAFKA_BOOTSTRAP_SERVERS, BROKER_KIND and broker_run.

BROKER_PORT=${BROKER_PORT:-9092}

broker_choose() {
    if [ -n "${KAFKA_BOOTSTRAP_SERVERS:-}" ]; then
        BROKER_KIND=yours
    elif [ -n "${KAFKA_HOME:-}" ]; then
        [ -d "$KAFKA_HOME/libs" ] || fail "KAFKA_HOME=$KAFKA_HOME has no libs/ folder: it must be Apache Kafka's own folder"
        BROKER_KIND=kafka
    else
        BROKER_KIND=embedded
    fi
}

broker_ports() {
    case $BROKER_KIND in
    kafka) echo "$BROKER_PORT $((BROKER_PORT + 1))" ;;
    embedded) echo "$BROKER_PORT" ;;
    esac
}

kafka_prepare() {
    local data=$STATE/kafka
    mkdir -p "$data"
    cat >"$data/server.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$((BROKER_PORT + 1))
listeners=PLAINTEXT://127.0.0.1:$BROKER_PORT,CONTROLLER://127.0.0.1:$((BROKER_PORT + 1))
advertised.listeners=PLAINTEXT://127.0.0.1:$BROKER_PORT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$data/data
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=6
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=6
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
END
    cat >"$data/log4j2.properties" <<'END'
status=error
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d{HH:mm:ss.SSS} %p %c{1} %m%n
rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
logger.server.name=kafka.server.KafkaRaftServer
logger.server.level=info
END
    [ -d "$data/data" ] ||
        java -cp "$KAFKA_HOME/libs/*" "-Dlog4j2.configurationFile=$data/log4j2.properties" kafka.tools.StorageTool \
            format -t bXVzdGVyLWxvY2FsLWthZg -c "$data/server.properties" >"$STATE/log/kafka-format.log" 2>&1 ||
        fail "Kafka's storage could not be made; see $STATE/log/kafka-format.log"
}

# The broker in the foreground of its own session: what the supervisor starts, and starts again when it dies.
broker_run() {
    case $BROKER_KIND in
    kafka)
        exec java ${KAFKA_HEAP:--Xms64m -Xmx384m} -XX:+UseG1GC -cp "$KAFKA_HOME/libs/*" \
            "-Dlog4j2.configurationFile=$STATE/kafka/log4j2.properties" kafka.Kafka "$STATE/kafka/server.properties"
        ;;
    embedded) exec "$BIN/development-broker" --port "$BROKER_PORT" --topics "$(cat "$STATE/topics")" ;;
    esac
}

broker_announce() {
    case $BROKER_KIND in
    yours) say "Broker: yours, $KAFKA_BOOTSTRAP_SERVERS" ;;
    kafka) say "Broker: Apache Kafka from KAFKA_HOME, data under .muster/kafka" ;;
    embedded)
        say "Broker: the embedded one. For trying out: it keeps records in memory only; what it forgets when killed is sent again from the services' journals, but subscribers of your own want a real Kafka (set KAFKA_HOME or KAFKA_BOOTSTRAP_SERVERS)."
        ;;
    esac
}
