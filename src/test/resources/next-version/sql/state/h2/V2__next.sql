-- Changes tables that have rows, and tables that refer to them: H2 makes several commits for that. IF NOT EXISTS, as in each
-- script for H2.
alter table outbox_ping drop constraint if exists outbox_ping_state;
alter table outbox_ping add constraint if not exists outbox_ping_state
    check (state in ('frozen', 'attempting', 'waiting', 'quarantined', 'held', 'evicted', 'delivered', 'next'));
alter table outbox_ping add column if not exists next_column varchar(16) default 'next' not null;
create index if not exists outbox_ping_by_next_column on outbox_ping (next_column);
alter table outbox_attempt add column if not exists next_column varchar(16);
create table if not exists next_table (
    id uuid not null primary key
);
