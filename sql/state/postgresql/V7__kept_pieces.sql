-- What is kept of a table that only grows is put together from ping to ping: a few pieces, each larger than the next. What
-- was kept in other form is counted once more.

drop table if exists kept_chunk;

delete from kept_scan;

create table kept_piece (
    kept_id   varchar(32) not null,
    number    integer not null,
    as_of     timestamp with time zone not null,
    stretches text not null,
    numbers   text not null,
    size      bigint not null,
    constraint kept_piece_pk primary key (kept_id, number),
    constraint kept_piece_of_scan foreign key (kept_id) references kept_scan (kept_id)
);

-- The distinct sets of a piece, in parts that fit into little memory.
create table kept_sets (
    kept_id varchar(32) not null,
    number  integer not null,
    part    integer not null,
    sets    bytea not null,
    constraint kept_sets_pk primary key (kept_id, number, part),
    constraint kept_sets_of_piece foreign key (kept_id, number) references kept_piece (kept_id, number)
);
