-- How far the shared scans of a ping that is not frozen yet have come, and what they found; chunks are only appended.
create table if not exists walk (
    ping_id   uuid not null references counting (ping_id),
    scan_id   varchar(32) not null,
    span      integer not null,
    start_key text not null,
    constraint walk_pk primary key (ping_id, scan_id, span)
);

create table if not exists chunk (
    ping_id      uuid not null,
    scan_id      varchar(32) not null,
    span         integer not null,
    number       integer not null,
    position_key text not null,
    numbers      text not null,
    sets         blob not null,
    took_nanos   bigint not null,
    constraint chunk_pk primary key (ping_id, scan_id, span, number),
    constraint chunk_of_walk foreign key (ping_id, scan_id, span) references walk (ping_id, scan_id, span)
);
