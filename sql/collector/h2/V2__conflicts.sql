create table conflict (
    instance_id uuid not null,
    period varchar(8) not null,
    deliveries bigint default 1 not null,
    first_received_at timestamp(3) with time zone not null,
    last_received_at timestamp(3) with time zone not null,
    primary key (instance_id, period)
);
-- Of bytes. The content of nearly all pings is in the row of its ping; what is larger costs three more tables.
set max_length_inplace_lob 8192;
