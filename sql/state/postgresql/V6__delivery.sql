-- Pings that were given up, pings handed out as files, the breaker, and the weeks whose counting was begun.

alter table outbox_ping drop constraint outbox_ping_state_check;
alter table outbox_ping add constraint outbox_ping_state
    check (state in ('frozen', 'attempting', 'waiting', 'quarantined', 'held', 'evicted', 'delivered'));

alter table outbox_ping add column exported_at timestamp(6) with time zone;
alter table outbox_ping add column evicted_at timestamp(6) with time zone;
create index outbox_ping_by_state on outbox_ping (state, frozen_at);

-- One row for an endpoint that failed in its last run or runs; none while all is well.
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
