-- The ids up to the mark that each ping counts again, since rows of the future are among them, and the table they are in.
alter table kept_scan add column if not exists table_name varchar(600) default '' not null;
alter table kept_scan add column if not exists apart text default '' not null;
alter table kept_scan add column if not exists apart_full boolean default false not null;
