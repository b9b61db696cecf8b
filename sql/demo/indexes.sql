-- After the load, because an index that is built at once is cheaper than one that grows row by row.

create index users_created_at_idx on users (created_at);
create index issues_created_at_idx on issues (created_at);
create index issues_closed_at_idx on issues (closed_at);
create index merge_requests_created_at_idx on merge_requests (created_at);
create index merge_requests_merged_at_idx on merge_requests (merged_at);
create index notes_created_at_idx on notes (created_at);
create index pipelines_created_at_idx on pipelines (created_at);
create index builds_started_at_ms_idx on builds (started_at_ms);
create index events_created_at_idx on events (created_at);
create index webhook_deliveries_delivered_at_idx on webhook_deliveries (delivered_at);
create index page_views_viewed_on_idx on page_views (viewed_on);

alter table projects add constraint projects_owner_fk foreign key (owner_id) references users (id);
alter table memberships add constraint memberships_project_fk foreign key (project_id) references projects (id);
alter table memberships add constraint memberships_user_fk foreign key (user_id) references users (id);
alter table milestones add constraint milestones_project_fk foreign key (project_id) references projects (id);
alter table issues add constraint issues_project_fk foreign key (project_id) references projects (id);
alter table issues add constraint issues_milestone_fk foreign key (milestone_id) references milestones (id);
alter table merge_requests add constraint merge_requests_project_fk foreign key (project_id) references projects (id);
alter table pipelines add constraint pipelines_project_fk foreign key (project_id) references projects (id);
alter table builds add constraint builds_pipeline_fk foreign key (pipeline_id) references pipelines (id);
alter table api_tokens add constraint api_tokens_user_fk foreign key (user_id) references users (id);
