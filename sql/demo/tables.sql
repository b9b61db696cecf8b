-- An issue tracker with CI. Times without a zone are UTC.

create table users (
    id bigint primary key,
    username varchar(100) not null,
    email varchar(200) not null,
    state varchar(20) not null,
    admin boolean not null,
    two_factor_enabled boolean not null,
    created_at timestamp not null,
    last_sign_in_at timestamp with time zone
);

create table projects (
    id bigint primary key,
    owner_id bigint not null,
    path varchar(200) not null,
    visibility varchar(20) not null,
    archived boolean not null,
    repository_size_bytes bigint not null,
    created_at timestamp not null
);

create table memberships (
    project_id bigint not null,
    user_id bigint not null,
    access_level integer not null,
    created_at timestamp not null,
    primary key (project_id, user_id)
);

create table milestones (
    id bigint primary key,
    project_id bigint not null,
    state varchar(20) not null,
    due_on date,
    created_at timestamp not null
);

create table issues (
    id bigint primary key,
    project_id bigint not null,
    author_id bigint not null,
    assignee_id bigint,
    milestone_id bigint,
    title varchar(200) not null,
    state varchar(20) not null,
    severity varchar(20) not null,
    weight integer,
    confidential boolean not null,
    due_on date,
    created_at timestamp not null,
    closed_at timestamp
);

-- Ids in steps of seven, with a jump of a thousand million after every five thousand.
create table merge_requests (
    id bigint primary key,
    project_id bigint not null,
    author_id bigint not null,
    assignee_id bigint,
    reviewer_id bigint,
    title varchar(200) not null,
    state varchar(20) not null,
    target_branch varchar(100) not null,
    additions integer not null,
    deletions integer not null,
    created_at timestamp with time zone not null,
    merged_at timestamp with time zone,
    closed_at timestamp with time zone
);

-- A note belongs to an issue or to a merge request: noteable_type says to which, noteable_id to which one.
create table notes (
    id bigint primary key,
    noteable_type varchar(20) not null,
    noteable_id bigint not null,
    author_id bigint not null,
    system_note boolean not null,
    length integer not null,
    created_at timestamp not null,
    resolved_at timestamp
);

create table pipelines (
    id bigint primary key,
    project_id bigint not null,
    user_id bigint,
    ref varchar(100) not null,
    source varchar(20) not null,
    status varchar(20) not null,
    created_at timestamp with time zone not null,
    finished_at timestamp with time zone
);

-- The queue writes milliseconds since 1970.
create table builds (
    id bigint primary key,
    pipeline_id bigint not null,
    stage varchar(20) not null,
    status varchar(20) not null,
    runner varchar(20) not null,
    duration_seconds integer,
    coverage numeric(5, 2),
    artifacts_size_bytes bigint,
    queued_at_ms bigint not null,
    started_at_ms bigint
);

-- Ids come from a sequence that every process takes in blocks: a million is skipped after every thousand.
create table events (
    id bigint primary key,
    author_id bigint not null,
    project_id bigint,
    action varchar(20) not null,
    target_type varchar(20),
    created_at timestamp not null
);

create table api_tokens (
    id uuid primary key,
    user_id bigint not null,
    scope varchar(20) not null,
    revoked boolean not null,
    created_at timestamp with time zone not null,
    last_used_at timestamp with time zone
);

-- The sender writes seconds since 1970.
create table webhook_deliveries (
    id bigint primary key,
    project_id bigint not null,
    response_status integer,
    attempts integer not null,
    delivered_at bigint not null
);

-- No key at all: rows are written and never looked up.
create table page_views (
    session_id uuid not null,
    user_id bigint,
    section varchar(40) not null,
    duration_ms integer not null,
    viewed_on date not null
);

create table application_settings (
    "key" varchar(100) primary key,
    "value" varchar(200)
);
