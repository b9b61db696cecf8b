-- What an endpoint said of a refusal, and the ids that this installation had before. The admin's flag is a file: this
-- database is shared with nobody.

-- The endpoint's words, made printable; only of a refusal.
alter table outbox_attempt add column if not exists answer varchar(2048);

create table if not exists former_instance (
    id         uuid                        not null primary key,
    created_at timestamp(6) with time zone not null,
    ended_at   timestamp(6) with time zone not null
);
