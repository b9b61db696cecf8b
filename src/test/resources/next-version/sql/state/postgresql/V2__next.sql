-- Changes tables that have rows, and tables that refer to them.
alter table outbox_ping drop constraint outbox_ping_state;
alter table outbox_ping add constraint outbox_ping_state
    check (state in ('frozen', 'attempting', 'waiting', 'quarantined', 'held', 'evicted', 'delivered', 'next'));
alter table outbox_ping add column next_column varchar(16) default 'next' not null;
create index outbox_ping_by_next_column on outbox_ping (next_column);
alter table outbox_attempt add column next_column varchar(16);
create table next_table (
    id uuid not null primary key
);
