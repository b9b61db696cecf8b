-- First Spring Batch 6.0.4's own schema, as shipped in spring-batch-core, then our tables.
-- A test compares Spring Batch's part with the one that it ships.

CREATE TABLE BATCH_JOB_INSTANCE (
	JOB_INSTANCE_ID BIGINT  NOT NULL PRIMARY KEY,
	VERSION BIGINT,
	JOB_NAME VARCHAR(100) NOT NULL,
	JOB_KEY VARCHAR(32) NOT NULL,
	constraint JOB_INST_UN unique (JOB_NAME, JOB_KEY)
) ;

CREATE TABLE BATCH_JOB_EXECUTION (
	JOB_EXECUTION_ID BIGINT  NOT NULL PRIMARY KEY,
	VERSION BIGINT,
	JOB_INSTANCE_ID BIGINT NOT NULL,
	CREATE_TIME TIMESTAMP NOT NULL,
	START_TIME TIMESTAMP DEFAULT NULL,
	END_TIME TIMESTAMP DEFAULT NULL,
	STATUS VARCHAR(10),
	EXIT_CODE VARCHAR(2500),
	EXIT_MESSAGE VARCHAR(2500),
	LAST_UPDATED TIMESTAMP,
	constraint JOB_INST_EXEC_FK foreign key (JOB_INSTANCE_ID)
	references BATCH_JOB_INSTANCE(JOB_INSTANCE_ID)
) ;

CREATE TABLE BATCH_JOB_EXECUTION_PARAMS (
	JOB_EXECUTION_ID BIGINT NOT NULL,
	PARAMETER_NAME VARCHAR(100) NOT NULL,
	PARAMETER_TYPE VARCHAR(100) NOT NULL,
	PARAMETER_VALUE VARCHAR(2500),
	IDENTIFYING CHAR(1) NOT NULL,
	constraint JOB_EXEC_PARAMS_FK foreign key (JOB_EXECUTION_ID)
	references BATCH_JOB_EXECUTION(JOB_EXECUTION_ID)
) ;

CREATE TABLE BATCH_STEP_EXECUTION (
	STEP_EXECUTION_ID BIGINT  NOT NULL PRIMARY KEY,
	VERSION BIGINT NOT NULL,
	STEP_NAME VARCHAR(100) NOT NULL,
	JOB_EXECUTION_ID BIGINT NOT NULL,
	CREATE_TIME TIMESTAMP NOT NULL,
	START_TIME TIMESTAMP DEFAULT NULL,
	END_TIME TIMESTAMP DEFAULT NULL,
	STATUS VARCHAR(10),
	COMMIT_COUNT BIGINT,
	READ_COUNT BIGINT,
	FILTER_COUNT BIGINT,
	WRITE_COUNT BIGINT,
	READ_SKIP_COUNT BIGINT,
	WRITE_SKIP_COUNT BIGINT,
	PROCESS_SKIP_COUNT BIGINT,
	ROLLBACK_COUNT BIGINT,
	EXIT_CODE VARCHAR(2500),
	EXIT_MESSAGE VARCHAR(2500),
	LAST_UPDATED TIMESTAMP,
	constraint JOB_EXEC_STEP_FK foreign key (JOB_EXECUTION_ID)
	references BATCH_JOB_EXECUTION(JOB_EXECUTION_ID)
) ;

CREATE TABLE BATCH_STEP_EXECUTION_CONTEXT (
	STEP_EXECUTION_ID BIGINT NOT NULL PRIMARY KEY,
	SHORT_CONTEXT VARCHAR(2500) NOT NULL,
	SERIALIZED_CONTEXT TEXT,
	constraint STEP_EXEC_CTX_FK foreign key (STEP_EXECUTION_ID)
	references BATCH_STEP_EXECUTION(STEP_EXECUTION_ID)
) ;

CREATE TABLE BATCH_JOB_EXECUTION_CONTEXT (
	JOB_EXECUTION_ID BIGINT NOT NULL PRIMARY KEY,
	SHORT_CONTEXT VARCHAR(2500) NOT NULL,
	SERIALIZED_CONTEXT TEXT,
	constraint JOB_EXEC_CTX_FK foreign key (JOB_EXECUTION_ID)
	references BATCH_JOB_EXECUTION(JOB_EXECUTION_ID)
) ;

CREATE SEQUENCE BATCH_STEP_EXECUTION_SEQ MAXVALUE 9223372036854775807 NO CYCLE;
CREATE SEQUENCE BATCH_JOB_EXECUTION_SEQ MAXVALUE 9223372036854775807 NO CYCLE;
CREATE SEQUENCE BATCH_JOB_INSTANCE_SEQ MAXVALUE 9223372036854775807 NO CYCLE;

-- Who we are, and the ids that this installation had before.
create table instance (
    singleton  smallint default 1 primary key check (singleton = 1),
    id         uuid                        not null,
    created_at timestamp(6) with time zone not null
);

create table former_instance (
    id         uuid                        not null primary key,
    created_at timestamp(6) with time zone not null,
    ended_at   timestamp(6) with time zone not null
);

-- The admin's flag for all machines that share this database. Beside a database on H2 it is a file.
create table opt_out (
    singleton smallint default 1 primary key check (singleton = 1),
    since     timestamp(6) with time zone not null,
    raised_by varchar                     not null,
    host      varchar                     not null,
    reason    varchar
);

-- The number of the last run that took over. A transaction of an earlier run does not commit.
create table run_epoch (
    singleton smallint default 1 primary key check (singleton = 1),
    number    bigint not null
);
insert into run_epoch (number) values (0);

-- The latest time that is vouched for, not only by a clock that may be wrong. Null: nothing has vouched for any.
create table vouched_time (
    singleton  smallint default 1 primary key check (singleton = 1),
    vouched_at timestamp with time zone
);
insert into vouched_time (vouched_at) values (null);

-- What has been counted for a ping that is not frozen yet.
create table counting (
    ping_id     uuid                        not null primary key,
    instance_id uuid                        not null,
    period      varchar(8)                  not null,
    as_of       timestamp(6) with time zone not null,
    started_at  timestamp(6) with time zone not null,
    reason      varchar(16)                 not null,
    constraint counting_once unique (instance_id, period)
);

-- The result of a metric. The shared columns: its failure in the scan that it was to share, after which it was counted on
-- its own.
create table outcome (
    ping_id       uuid         not null references counting (ping_id),
    key_path      varchar(300) not null,
    scan_id       varchar(32)  not null,
    status        varchar(16)  not null,
    value_json    text,
    reason        varchar(200),
    detail        varchar(2000),
    duration_ms   bigint       not null,
    shared_status varchar(16),
    shared_reason varchar(200),
    shared_detail varchar(2000),
    constraint outcome_pk primary key (ping_id, key_path)
);

-- The spans of shared scans. The epoch: how often a span was begun from its start. A chunk of an earlier epoch is not stored.
create table span (
    ping_id   uuid              not null references counting (ping_id),
    scan_id   varchar(32)       not null,
    number    integer           not null,
    start_key text              not null,
    epoch     integer default 0 not null,
    constraint span_pk primary key (ping_id, scan_id, number)
);

-- The counted ranges of a span; only ever appended. The numbers of groups, whose keys may be a person's address, are
-- stored encrypted, apart from the others.
create table chunk (
    ping_id       uuid        not null,
    scan_id       varchar(32) not null,
    span          integer     not null,
    number        integer     not null,
    position_key  text        not null,
    numbers       text        not null,
    group_numbers bytea,
    sets          bytea       not null,
    took_nanos    bigint      not null,
    constraint chunk_pk primary key (ping_id, scan_id, span, number),
    constraint chunk_of_span foreign key (ping_id, scan_id, span) references span (ping_id, scan_id, number)
);

-- The stored result that a scan of an append-only table continues from.
create table baseline (
    ping_id        uuid        not null references counting (ping_id),
    scan_id        varchar(32) not null,
    incremental_id varchar(32) not null,
    kind           varchar(16) not null,
    stored_by      uuid,
    difference     bigint      not null,
    constraint baseline_pk primary key (ping_id, scan_id)
);

-- The incremental states of scans of append-only tables. Each ping counts the future ranges again: ids up to the mark with
-- rows of the future among them.
create table incremental_state (
    incremental_id     varchar(32)                 not null,
    ping_id            uuid                        not null,
    as_of              timestamp(6) with time zone not null,
    mark               bigint                      not null,
    uses               integer                     not null,
    checked_to         bigint                      not null,
    table_name         varchar(600)                not null,
    future_ranges      text                        not null,
    future_ranges_full boolean                     not null,
    constraint incremental_state_pk primary key (incremental_id)
);

-- The results of an incremental state's settled rows: a few segments, each larger than the next.
create table incremental_segment (
    incremental_id varchar(32)                 not null,
    number         integer                     not null,
    as_of          timestamp(6) with time zone not null,
    stretches      text                        not null,
    numbers        text                        not null,
    group_numbers  bytea,
    size           bigint                      not null,
    constraint incremental_segment_pk primary key (incremental_id, number),
    constraint incremental_segment_of_state foreign key (incremental_id) references incremental_state (incremental_id)
);

-- The distinct sets of a segment, in parts that fit into little memory.
create table incremental_sets (
    incremental_id varchar(32) not null,
    number         integer     not null,
    part           integer     not null,
    sets           bytea       not null,
    constraint incremental_sets_pk primary key (incremental_id, number, part),
    constraint incremental_sets_of_segment
        foreign key (incremental_id, number) references incremental_segment (incremental_id, number)
);

-- The outbox: one row a ping, with the bytes exactly as they are sent. Nothing here is ever deleted by an answer.
create table outbox_ping (
    ping_id         uuid                        not null primary key,
    instance_id     uuid                        not null,
    period          varchar(16)                 not null,
    sequence_number bigint                      not null check (sequence_number > 0),
    content         bytea                       not null,
    digest          varchar(80)                 not null,
    complete        boolean                     not null,
    frozen_at       timestamp(6) with time zone not null,
    state           varchar(16)                 not null,
    attempts        integer                     not null check (attempts >= 0),
    next_attempt_at timestamp(6) with time zone,
    exported_at     timestamp(6) with time zone,
    evicted_at      timestamp(6) with time zone,
    constraint outbox_ping_one_a_period unique (instance_id, period),
    constraint outbox_ping_one_a_sequence_number unique (instance_id, sequence_number),
    constraint outbox_ping_state
        check (state in ('frozen', 'attempting', 'waiting', 'quarantined', 'held', 'withdrawn', 'evicted', 'delivered'))
);
create index outbox_ping_by_state on outbox_ping (state, frozen_at);

-- One row an attempt; without an end it is under way, or its process was killed. The answer: the endpoint's words, made
-- printable; only of a refusal.
create table outbox_attempt (
    ping_id         uuid                        not null references outbox_ping (ping_id),
    attempt_number  integer                     not null check (attempt_number > 0),
    started_at      timestamp(6) with time zone not null,
    ended_at        timestamp(6) with time zone,
    outcome         varchar(16)
        check (outcome in ('delivered', 'waiting', 'quarantined', 'held', 'abandoned')),
    http_status     integer,
    detail          varchar(200),
    answer          varchar(2048),
    next_attempt_at timestamp(6) with time zone,
    primary key (ping_id, attempt_number)
);

-- The endpoint's word that it has the ping, stored in the transaction that marks it delivered.
create table outbox_receipt (
    ping_id     uuid                        not null primary key references outbox_ping (ping_id),
    receipt_id  varchar(255)                not null,
    digest      varchar(80)                 not null,
    received_at timestamp(6) with time zone not null,
    raw         varchar(4096)               not null
);

-- One row for an endpoint that failed in its last run or runs. No row: all is well.
create table outbox_breaker (
    endpoint      varchar(64)                 not null primary key,
    failed_runs   integer                     not null check (failed_runs > 0),
    opened_at     timestamp(6) with time zone,
    next_probe_at timestamp(6) with time zone
);

-- One row for a week that a run began to count, whatever became of it.
create table period_begun (
    instance_id uuid                        not null,
    period      varchar(16)                 not null,
    runs        integer                     not null check (runs > 0),
    last_run_at timestamp(6) with time zone not null,
    constraint period_begun_pk primary key (instance_id, period)
);
