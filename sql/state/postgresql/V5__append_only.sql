-- What shared scans of tables that only grow found of settled rows: kept from ping to ping, and read on from.
create table kept_scan (
    kept_id    varchar(32) not null,
    ping_id    uuid not null,
    as_of      timestamp with time zone not null,
    mark       bigint not null,
    uses       integer not null,
    checked_to bigint not null,
    constraint kept_scan_pk primary key (kept_id)
);

create table kept_chunk (
    kept_id   varchar(32) not null,
    series    integer not null,
    number    integer not null,
    as_of     timestamp with time zone not null,
    last_id   bigint not null,
    row_count bigint not null,
    numbers   text not null,
    sets      bytea not null,
    constraint kept_chunk_pk primary key (kept_id, series, number),
    constraint kept_chunk_of_scan foreign key (kept_id) references kept_scan (kept_id)
);

-- What such a scan of a ping that is not frozen yet builds on.
create table footing (
    ping_id    uuid not null references counting (ping_id),
    scan_id    varchar(32) not null,
    kept_id    varchar(32) not null,
    kind       varchar(16) not null,
    kept_by    uuid,
    difference bigint not null,
    constraint footing_pk primary key (ping_id, scan_id)
);
