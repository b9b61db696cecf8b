-- Whether every metric of a ping that was to be counted has a value. Pings from before this column do not say so here; their
-- documents do.
alter table outbox_ping add column if not exists complete boolean default true not null;
