create table if not exists ping (
    id bigint generated always as identity primary key,
    ping_id uuid not null unique,
    instance_id uuid not null,
    period varchar(8) not null,
    sequence_number bigint not null,
    digest varchar(64) not null,
    receipt_id uuid not null,
    received_at timestamp(3) with time zone not null,
    gzip boolean not null,
    content blob not null,
    unique (instance_id, period)
);
-- A store made before it had migrations has the table, without these.
alter table ping add column if not exists previous_ping_id uuid;
alter table ping add column if not exists deliveries bigint default 1 not null;

create table if not exists reject (
    id bigint generated always as identity primary key,
    ping_id uuid not null,
    digest varchar(64) not null,
    gzip boolean not null,
    content blob not null,
    bytes bigint not null,
    status integer not null,
    reason varchar(1000) not null,
    deliveries bigint default 1 not null,
    first_received_at timestamp(3) with time zone not null,
    last_received_at timestamp(3) with time zone not null,
    unique (ping_id, digest)
);

create table if not exists conflict (
    instance_id uuid not null,
    period varchar(8) not null,
    deliveries bigint default 1 not null,
    first_received_at timestamp(3) with time zone not null,
    last_received_at timestamp(3) with time zone not null,
    primary key (instance_id, period)
);
-- Of bytes. The content of nearly all pings is in the row of its ping; what is larger costs three more tables.
set max_length_inplace_lob 8192;
