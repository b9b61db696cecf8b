-- The admin's flag for all machines that share this database, what an endpoint said of a refusal, and the ids that this
-- installation had before.

create table opt_out (
    singleton smallint default 1 primary key check (singleton = 1),
    since     timestamp(6) with time zone not null,
    raised_by varchar                     not null,
    host      varchar                     not null,
    reason    varchar
);

-- The endpoint's words, made printable; only of a refusal.
alter table outbox_attempt add column answer varchar(2048);

create table former_instance (
    id         uuid                        not null primary key,
    created_at timestamp(6) with time zone not null,
    ended_at   timestamp(6) with time zone not null
);
