-- The number of the last run that took over. A transaction of an earlier run does not commit.
create table run_epoch (
    singleton smallint default 1 primary key check (singleton = 1),
    number    bigint not null
);
insert into run_epoch (number) values (0);

-- How often a span was begun from its start. A chunk of an earlier walk is not stored.
alter table walk add column epoch integer default 0 not null;
