create table conflict (
    instance_id uuid not null,
    period varchar(8) not null,
    deliveries bigint default 1 not null,
    first_received_at timestamp(3) with time zone not null,
    last_received_at timestamp(3) with time zone not null,
    primary key (instance_id, period)
);
