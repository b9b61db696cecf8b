-- The outbox: one row a ping, with the bytes exactly as they are sent. Nothing here is ever deleted by an answer.
create table if not exists outbox_ping (
    ping_id         uuid                        not null primary key,
    instance_id     uuid                        not null,
    period          varchar(16)                 not null,
    sequence_number bigint                      not null check (sequence_number > 0),
    -- H2 limits every other binary type to 1 MiB.
    content         blob                        not null,
    digest          varchar(80)                 not null,
    frozen_at       timestamp(6) with time zone not null,
    state           varchar(16)                 not null
        check (state in ('frozen', 'attempting', 'waiting', 'quarantined', 'held', 'delivered')),
    attempts        integer                     not null check (attempts >= 0),
    next_attempt_at timestamp(6) with time zone,
    constraint outbox_ping_one_a_period unique (instance_id, period),
    constraint outbox_ping_one_a_sequence_number unique (instance_id, sequence_number)
);

-- One row an attempt; without an end it is under way, or its process was killed.
create table if not exists outbox_attempt (
    ping_id         uuid                        not null references outbox_ping (ping_id),
    attempt_number  integer                     not null check (attempt_number > 0),
    started_at      timestamp(6) with time zone not null,
    ended_at        timestamp(6) with time zone,
    outcome         varchar(16)
        check (outcome in ('delivered', 'waiting', 'quarantined', 'held', 'abandoned')),
    http_status     integer,
    detail          varchar(200),
    next_attempt_at timestamp(6) with time zone,
    primary key (ping_id, attempt_number)
);

-- The endpoint's word that it has the ping, stored in the transaction that marks it delivered.
create table if not exists outbox_receipt (
    ping_id     uuid                        not null primary key references outbox_ping (ping_id),
    receipt_id  varchar(255)                not null,
    digest      varchar(80)                 not null,
    received_at timestamp(6) with time zone not null,
    raw         varchar(4096)               not null
);
