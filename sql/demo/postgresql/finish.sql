reset maintenance_work_mem;

create view database_info (vendor, version) as
select 'postgresql', split_part(current_setting('server_version'), ' ', 1);

vacuum analyze users, projects, memberships, milestones, issues, merge_requests, notes, pipelines, builds, events,
    api_tokens, webhook_deliveries, page_views, application_settings;
