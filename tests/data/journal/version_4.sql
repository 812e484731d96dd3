-- A journal as schema version 4 left it: one event, pending for crm, which is paused, a dead letter of erp.
PRAGMA application_id = 1332889707;
BEGIN TRANSACTION;
CREATE TABLE attempts (           -- those that failed
    event      INTEGER NOT NULL,
    handler    INTEGER NOT NULL,
    replay     INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    took       INTEGER NOT NULL,
    verdict    TEXT NOT NULL,     -- retry, dead
    reason     TEXT NOT NULL,
    PRIMARY KEY (event, handler, replay, number)
) WITHOUT ROWID;
INSERT INTO attempts VALUES(1,1,0,1,1795704182772320,252,'dead','/dev/full: cannot write: No space left on device');
CREATE TABLE dead_letters (
    number   INTEGER PRIMARY KEY, -- rises in the order they died
    handler  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    event    INTEGER NOT NULL,
    replay   INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    died_at  INTEGER NOT NULL,
    reason   TEXT NOT NULL
);
INSERT INTO dead_letters VALUES(1,1,1,1,0,1,1795704182772572,'/dev/full: cannot write: No space left on device');
CREATE TABLE deliveries (
    handler  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    event    INTEGER NOT NULL,
    lane     INTEGER NOT NULL,    -- the unsigned 64 bits as signed ones
    replay   INTEGER NOT NULL,    -- 0 for one made by an append
    PRIMARY KEY (handler, position)
) WITHOUT ROWID;
INSERT INTO deliveries VALUES(2,1,1,5095392072349199522,0);
CREATE TABLE event_spans (
    first   INTEGER PRIMARY KEY,  -- positions
    last    INTEGER NOT NULL,
    lowest  BLOB NOT NULL,        -- ids
    highest BLOB NOT NULL
);
INSERT INTO event_spans VALUES(1,1,X'01a2184f57ed7c328f8831ed09681372',X'01a2184f57ed7c328f8831ed09681372');
CREATE TABLE events (
    position    INTEGER PRIMARY KEY,
    id          BLOB NOT NULL,
    source      TEXT NOT NULL,
    provider    TEXT NOT NULL,
    type        TEXT NOT NULL,
    dedupe_key  TEXT NOT NULL,
    order_key   TEXT NOT NULL,
    tenant      TEXT NOT NULL,
    occurred_at INTEGER,          -- all times: microseconds since 1970, UTC
    received_at INTEGER NOT NULL,
    late        INTEGER NOT NULL, -- 0, 1
    disposition TEXT NOT NULL,    -- accepted, conflict, quarantined
    first       BLOB,             -- of a conflict: the event that has the dedupe key
    reason      TEXT,             -- of a quarantined one
    headers     BLOB NOT NULL,    -- name, value, ... each behind its LEB128 length
    body        BLOB NOT NULL
);
INSERT INTO events VALUES(1,X'01a2184f57ed7c328f8831ed09681372','shop','ordergroove','order.success','0123456789abcdef0123456789abcdef','order:o1','',1622589211000000,1795704182765364,0,'accepted',NULL,NULL,X'04486f73740f3132372e302e302e313a33373936310a557365722d4167656e74047465737406416363657074032a2f2a0c436f6e74656e742d54797065106170706c69636174696f6e2f6a736f6e0e436f6e74656e742d4c656e67746803313232',X'7b226964223a223031323334353637383961626364656630313233343536373839616263646566222c2274797065223a226f726465722e73756363657373222c2263726561746564223a313632323538393231312c2264617461223a7b226f626a656374223a7b227075626c69635f6964223a226f31227d7d7d');
CREATE TABLE handlers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO handlers VALUES(1,'erp');
INSERT INTO handlers VALUES(2,'crm');
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT INTO meta VALUES('created_at',1795704182624721);
INSERT INTO meta VALUES('last_position',1);
INSERT INTO meta VALUES('remembered_position',1);
INSERT INTO meta VALUES('reopened',0);
INSERT INTO meta VALUES('schema_version',4);
CREATE TABLE paused_handlers (handler INTEGER PRIMARY KEY);
INSERT INTO paused_handlers VALUES(2);
CREATE TABLE recent_buckets (
    number      INTEGER PRIMARY KEY,
    opened_at   INTEGER NOT NULL,
    closed_at   INTEGER,          -- null for the one that is written
    newest      INTEGER,          -- the latest vendor's time in it
    key_filter  BLOB,             -- null until it is sealed, as the next one
    lane_filter BLOB
);
INSERT INTO recent_buckets VALUES(1,1795704182673043,1795725782673043,1622589211000000,X'00000000000000000000000001000001000000000000000000000400000000000000000000008000000000000000000000000000900002000000000000000000',X'00000000000200000000000004200000000000000000000000000000000000000800000000804000000000000000000000000000000000000000000040000000');
INSERT INTO recent_buckets VALUES(2,1795943013775904,NULL,NULL,NULL,NULL);
CREATE TABLE replays (
    event    INTEGER NOT NULL,
    handler  INTEGER NOT NULL,
    replay   INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (event, handler)
) WITHOUT ROWID;
CREATE TABLE retries (
    handler  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,
    PRIMARY KEY (handler, position)
) WITHOUT ROWID;
CREATE TABLE recent_1 (first INTEGER PRIMARY KEY, events BLOB NOT NULL);
INSERT INTO recent_1 VALUES(1,X'1019e820e866cdb533cdcf1a4d8e9cc0d210cd50527acabe8463983a691b5741be791001a2184f57ed7c328f8831ed09681372000846b67817dfb72ca2080005c3bc7d89bcc0');
CREATE TABLE recent_1_keys (prefix INTEGER PRIMARY KEY, entries BLOB NOT NULL);
INSERT INTO recent_1_keys VALUES(829,X'19e820e866cdb533cdcf1a4d8e9cc0d20000000000000001');
CREATE TABLE recent_1_lanes (prefix INTEGER PRIMARY KEY, entries BLOB NOT NULL);
INSERT INTO recent_1_lanes VALUES(222,X'06f2907df74968a24da066d978a4c5e60005c3bc7d89bcc0');
CREATE TABLE recent_2 (first INTEGER PRIMARY KEY, events BLOB NOT NULL);
CREATE TABLE recent_2_keys (prefix INTEGER PRIMARY KEY, entries BLOB NOT NULL);
CREATE TABLE recent_2_lanes (prefix INTEGER PRIMARY KEY, entries BLOB NOT NULL);
CREATE UNIQUE INDEX dead_letters_by_event ON dead_letters (event, handler);
CREATE INDEX dead_letters_by_handler ON dead_letters (handler);
CREATE INDEX event_spans_by_highest ON event_spans (highest, lowest, last);
COMMIT;
