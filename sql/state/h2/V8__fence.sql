-- The number of the last run that took over. A transaction of an earlier run does not commit.
create table if not exists run_epoch (
    singleton smallint default 1 primary key check (singleton = 1),
    number    bigint not null
);
merge into run_epoch (singleton, number) key (singleton) values (1, 0);

-- How often a span was begun from its start. A chunk of an earlier walk is not stored.
alter table walk add column if not exists epoch integer default 0 not null;
