#!/usr/bin/env python3
"""An example of a subscriber: reads the suite's facts, checks them, and keeps what it has seen in a database of its own.

    pip install confluent-kafka 'cloudevents>=2' jsonschema
    Deploy/subscriber/subscriber.py 127.0.0.1:9092 muster.registration.events.v1 muster.registration.state.v1

Its effect, the ids that it knows and its positions are in one SQLite file and change in one transaction, so an event counts
once however often it comes. With --until-end it stops when it has read everything, and exits with 1 if anything was wrong.
"""

import argparse
import glob
import json
import os
import sqlite3
from collections import Counter

from cloudevents.core.bindings import kafka
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, TopicPartition
from jsonschema import Draft202012Validator

SCHEMAS = os.path.join(os.path.dirname(__file__), "../../Shared/Contracts/Documents/schemas/*.json")


class Store:
    """What a subscriber keeps."""

    def __init__(self, path):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript("""
            CREATE TABLE IF NOT EXISTS known (id TEXT PRIMARY KEY);
            CREATE TABLE IF NOT EXISTS aggregate (topic TEXT, key TEXT, sequence INTEGER, PRIMARY KEY (topic, key));
            CREATE TABLE IF NOT EXISTS current (topic TEXT, key TEXT, epoch INTEGER, version INTEGER, data TEXT,
                PRIMARY KEY (topic, key));
            CREATE TABLE IF NOT EXISTS seats (offering TEXT PRIMARY KEY, taken INTEGER, capacity INTEGER);
            CREATE TABLE IF NOT EXISTS position (topic TEXT, partition INTEGER, at INTEGER, id TEXT, epoch INTEGER,
                PRIMARY KEY (topic, partition));""")

    def one(self, sql, *values):
        return self.db.execute(sql, values).fetchone()


class Subscriber:
    def __init__(self, store):
        self.store = store
        self.validators = {}
        for path in glob.glob(SCHEMAS):
            with open(path) as file:
                name = os.path.basename(path).removesuffix(".json")
                self.validators[name] = Draft202012Validator(
                    json.load(file), format_checker=Draft202012Validator.FORMAT_CHECKER)
        self.seen, self.types, self.troubles = Counter(), Counter(), Counter()

    def starts(self, consumer, partitions):
        """At the last record that was handled, not behind it: another one there means that the log was made anew."""
        for partition in partitions:
            kept = self.store.one("SELECT at FROM position WHERE topic = ? AND partition = ?",
                                  partition.topic, partition.partition)
            partition.offset = kept[0] if kept and kept[0] >= 0 else OFFSET_BEGINNING
        consumer.assign(partitions)

    def take(self, record):
        """False when the partition has to be read again from its start."""
        self.seen["records"] += 1
        headers = dict(record.headers() or [])
        event = kafka.from_binary_event(kafka.KafkaMessage(headers, record.key(), record.value() or b"null"))
        epoch, number = (int(event.get_extension(name)) for name in ("epoch", "sequence"))
        place, name = (record.topic(), record.partition()), (record.topic(), event.get_subject())
        kept = self.store.one("SELECT at, id, epoch FROM position WHERE topic = ? AND partition = ?", *place)
        if kept and (epoch > kept[2] or (record.offset() == kept[0] and event.get_id() != kept[1])):
            self.store.db.execute("UPDATE position SET at = -1, id = '', epoch = ? WHERE topic = ? AND partition = ?",
                                  (max(epoch, kept[2]), *place))
            return False
        if name[0].endswith(".state.v1"):
            self.state(name, (epoch, number), event.get_type(), record.value())
        else:
            self.fact(name, number, event, record.value())
        self.store.db.execute("INSERT OR REPLACE INTO position VALUES (?, ?, ?, ?, ?)",
                              (*place, record.offset(), event.get_id(), max(epoch, kept[2] if kept else 0)))
        return True

    def fact(self, name, number, event, value):
        """One aggregate's facts are numbered 1, 2, 3 …; one that is known has had its effect."""
        if not self.store.db.execute("INSERT OR IGNORE INTO known VALUES (?)", (event.get_id(),)).rowcount:
            self.seen["known already"] += 1
            return
        last = self.store.one("SELECT sequence FROM aggregate WHERE topic = ? AND key = ?", *name)
        expected = (last[0] if last else 0) + 1
        if number != expected:
            self.troubles["holes" if number > expected else "out of order"] += 1
        self.store.db.execute("INSERT OR REPLACE INTO aggregate VALUES (?, ?, ?)", (*name, number))
        self.check(event.get_type(), value)
        self.effect(name[1], json.loads(value))

    def effect(self, key, data):
        """Here goes the effect of your own, in this transaction. This one keeps the seats of each class: every fact that
        moves them tells how they stood after it."""
        if "seatsTaken" in data:
            self.store.db.execute("INSERT OR REPLACE INTO seats VALUES (?, ?, ?)",
                                  (key, data["seatsTaken"], data["capacity"]))

    def state(self, name, version, kind, value):
        """The current state, without a value when it is gone; an older version than the one kept is passed over."""
        kept = self.store.one("SELECT epoch, version FROM current WHERE topic = ? AND key = ?", *name)
        if kept and version <= kept:
            self.seen["older state"] += 1
            return
        if value is not None:
            self.check(kind, value)
        self.store.db.execute("INSERT OR REPLACE INTO current VALUES (?, ?, ?, ?, ?)", (*name, *version, value))

    def check(self, kind, value):
        self.types[kind] += 1
        if kind not in self.validators:  # newer than these schemas: nothing to us
            self.seen["unknown types"] += 1
        elif not self.validators[kind].is_valid(json.loads(value)):
            self.troubles["invalid"] += 1


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("brokers")
    arguments.add_argument("topics", nargs="+")
    arguments.add_argument("--database", default="subscriber.sqlite")
    arguments.add_argument("--group", default="example-subscriber")
    arguments.add_argument("--until-end", action="store_true")
    arguments.add_argument("--seats", action="store_true", help="print the seats of each class at the end")
    chosen = arguments.parse_args()
    subscriber = Subscriber(Store(chosen.database))
    consumer = Consumer({"bootstrap.servers": chosen.brokers, "group.id": chosen.group, "enable.auto.commit": False,
                         "auto.offset.reset": "earliest", "enable.partition.eof": True})
    consumer.subscribe(chosen.topics, on_assign=subscriber.starts)
    ended = set()
    while not (chosen.until_end and ended and len(ended) == len(consumer.assignment())):
        again = set()
        records = consumer.consume(1000, 1.0)
        subscriber.store.db.execute("BEGIN")
        for record in records:
            place = (record.topic(), record.partition())
            if record.error() and record.error().code() == KafkaError._PARTITION_EOF:
                ended.add(place)
            elif record.error():
                print(record.error())
            elif place not in again and not subscriber.take(record):
                again.add(place)
        subscriber.store.db.execute("COMMIT")
        for topic, partition in again:
            consumer.seek(TopicPartition(topic, partition, OFFSET_BEGINNING))
        ended -= again
    consumer.close()
    if chosen.seats:
        for offering, taken, capacity in subscriber.store.db.execute("SELECT * FROM seats ORDER BY offering"):
            print(f"{offering} {taken} of {capacity}")
    print(dict(subscriber.seen), f"{len(subscriber.types)} types", "troubles:", dict(subscriber.troubles) or "none")
    for kind, number in sorted(subscriber.types.items()):
        print(f"{number:7} {kind}")
    raise SystemExit(1 if subscriber.troubles else 0)


main()
