-- What the events of an application were counted to. Written by the application with service-ping-events, read by service-ping.
-- product_event and product_event_cell have the names, for people and dashboards.
-- definition: by which the event was counted, as in a catalogue. A definition that contradicts it is not counted.
create table product_event (
  number integer primary key,
  name varchar(80) not null,
  definition varchar(40000) not null,
  first_seen date not null,
  last_seen date not null
);
create table product_event_cell (
  event integer not null,
  cell integer not null,
  properties varchar(2000) not null,
  primary key (event, cell)
);
create table product_event_daily (
  on_day date not null,
  event integer not null,
  cell integer default 0 not null,
  total bigint not null,
  value_sum bigint default 0 not null,
  primary key (on_day, event, cell)
) with (fillfactor = 70);
create table product_event_member (
  in_week date not null,
  event integer not null,
  kind smallint not null,
  cell integer default 0 not null,
  member bigint not null,
  primary key (in_week, event, kind, cell, member)
);
-- A set of members that is more than its rows in product_event_member: the HyperLogLog registers of the others.
-- registers null: members of the set were not stored.
create table product_event_sketch (
  in_week date not null,
  event integer not null,
  kind smallint not null,
  cell integer default 0 not null,
  registers bytea,
  estimate bigint,
  primary key (in_week, event, kind, cell)
);
-- The ledger: the generation of each process's spool that was last committed.
create table product_event_spool (
  spool varchar(64) primary key,
  generation bigint not null,
  seen_at timestamp(3) not null,
  durability varchar(8) not null,
  member_key varchar(16) not null,
  closed boolean default false not null
) with (fillfactor = 70);
create table product_event_loss (
  on_day date not null,
  reason varchar(20) not null,
  events bigint not null,
  primary key (on_day, reason)
);
-- One row at most, written by the product's admin page. off_categories: names between commas.
create table product_event_switch (
  id smallint default 1 primary key check (id = 1),
  counting boolean not null,
  off_categories varchar(400) default '' not null
);
create view product_event_usage as
select daily.on_day, event.name, cell.properties, daily.total, daily.value_sum
from product_event_daily daily
join product_event event on event.number = daily.event
left join product_event_cell cell on cell.event = daily.event and cell.cell = daily.cell;
-- members null: not stored.
create view product_event_unique as
select sketch.in_week, event.name, sketch.kind, sketch.cell, sketch.estimate as members, true as estimated
from product_event_sketch sketch
join product_event event on event.number = sketch.event
union all
select member.in_week, event.name, member.kind, member.cell, count(*), false
from product_event_member member
join product_event event on event.number = member.event
where not exists (select 1 from product_event_sketch sketch where sketch.in_week = member.in_week
  and sketch.event = member.event and sketch.kind = member.kind and sketch.cell = member.cell)
group by member.in_week, event.name, member.kind, member.cell;
