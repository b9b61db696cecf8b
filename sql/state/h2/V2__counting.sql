-- Who we are, and what has been counted for a ping that is not frozen yet.
create table if not exists instance (
    singleton  smallint default 1 primary key check (singleton = 1),
    id         uuid not null,
    created_at timestamp(6) with time zone not null
);

create table if not exists counting (
    ping_id     uuid primary key,
    instance_id uuid not null,
    period      varchar(8) not null,
    as_of       timestamp(6) with time zone not null,
    started_at  timestamp(6) with time zone not null,
    reason      varchar(16) not null,
    constraint counting_once unique (instance_id, period)
);

create table if not exists outcome (
    ping_id      uuid not null references counting (ping_id),
    key_path     varchar(300) not null,
    scan_id      varchar(32) not null,
    status       varchar(16) not null,
    value_json   text,
    reason       varchar(200),
    detail       varchar(2000),
    duration_ms  bigint not null,
    constraint outcome_pk primary key (ping_id, key_path)
);
