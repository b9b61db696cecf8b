-- A child is younger than its parents: users and projects come up to eight days before their place in the stream, and
-- children pick among those below their own "known" share.

insert into users (id, username, email, state, admin, two_factor_enabled, created_at, last_sign_in_at)
select
    n,
    'user' || n,
    'user' || n || case when c < 60 then '@example.com' when c < 80 then '@Example.com' else '@example.org' end,
    case when a < 880 then 'active' when a < 940 then 'deactivated' else 'blocked' end,
    n = 1 or b < 4,
    d < 35,
    timestamp '${as_of}' - least(age + (1000000 - p) * 692 / 1000, 63072000) * interval '1' second,
    case when e >= 12
        then timestamp with time zone '${as_of}+00' - (1 + age * skew / 1000000) * interval '1' second
    end
from ${stream:users};

insert into projects (id, owner_id, path, visibility, archived, repository_size_bytes, created_at)
select
    n,
    1 + ${rows:users} * known / 1000000 * skew2 / 1000000,
    'group' || mod(n, 17) || '/project' || n,
    case when c < 70 then 'private' when c < 85 then 'internal' else 'public' end,
    d < 8,
    100000 + (a * 1000 + b) * 1000 + skew * 90000 + case when n <= 5 then 40000000000 else 0 end,
    timestamp '${as_of}' - least(age + (1000000 - p) * 692 / 1000, 63072000) * interval '1' second
from ${stream:projects};

insert into memberships (project_id, user_id, access_level, created_at)
select
    project_id,
    user_id,
    max(access_level),
    timestamp '${as_of}' - max(age) * interval '1' second
from (
    select
        1 + ${rows:projects} * known / 1000000 * skew / 1000000 as project_id,
        1 + ${rows:users} * known / 1000000 * b / 1000 as user_id,
        case
            when c < 15 then 10
            when c < 30 then 20
            when c < 85 then 30
            when c < 97 then 40
            else 50
        end as access_level,
        age
    from ${stream:memberships}
) as invited
group by project_id, user_id;

insert into milestones (id, project_id, state, due_on, created_at)
select
    n,
    1 + ${rows:projects} * known / 1000000 * skew / 1000000,
    case when age > 5184000 then 'closed' else 'active' end,
    case when c < 90 and age > 86400 * (14 + mod(a, 40))
        then cast(timestamp '${as_of}' - (age - 86400 * (14 + mod(a, 40))) * interval '1' second as date)
    end,
    timestamp '${as_of}' - age * interval '1' second
from ${stream:milestones};

insert into issues (
    id, project_id, author_id, assignee_id, milestone_id, title, state, severity, weight, confidential, due_on,
    created_at, closed_at)
select
    n,
    1 + ${rows:projects} * known / 1000000 * skew / 1000000,
    1 + ${rows:users} * known / 1000000 * skew2 / 1000000,
    case when a < 620 then 1 + ${rows:users} * known / 1000000 * skew / 1000000 end,
    case when b < 300 then 1 + ${rows:milestones} * known / 1000000 * (1000 - mod(a, 100)) / 1000 end,
    case mod(a, 5)
        when 0 then 'Crash on start'
        when 1 then 'Slow search'
        when 2 then 'Wrong total'
        when 3 then 'Missing help text'
        else 'Cannot upload'
    end || ' (' || n || ')',
    case when age > life and c < 92 then 'closed' else 'opened' end,
    case when d < 50 then 'low' when d < 80 then 'medium' when d < 96 then 'high' else 'critical' end,
    case when e < 55 then 1 + mod(b, 9) end,
    mod(a, 33) = 0,
    case when e >= 80 and age > 864000
        then cast(timestamp '${as_of}' - (age - 777600) * interval '1' second as date)
    end,
    timestamp '${as_of}' - age * interval '1' second,
    case when age > life and c < 92 then timestamp '${as_of}' - (age - life) * interval '1' second end
from (
    select n, known, age, skew, skew2, a, b, c, d, e, 900 + skew * 20 + b * 600 as life
    from ${stream:issues}
) as drafted;

insert into merge_requests (
    id, project_id, author_id, assignee_id, reviewer_id, title, state, target_branch, additions, deletions, created_at,
    merged_at, closed_at)
select
    n * 7 + n / 5000 * 1000000000,
    1 + ${rows:projects} * known / 1000000 * skew / 1000000,
    1 + ${rows:users} * known / 1000000 * skew2 / 1000000,
    case
        when a < 240 then 1 + ${rows:users} * known / 1000000 * skew2 / 1000000
        when a < 810 then 1 + ${rows:users} * known / 1000000 * skew / 1000000
    end,
    case when b < 540 then 1 + ${rows:users} * known / 1000000 * (999999 - skew) / 1000000 end,
    case
        when mod(b, 100) < 4 then 'Draft: '
        when mod(b, 100) < 6 then 'draft: '
        when mod(b, 100) = 6 then 'DRAFT: '
        else ''
    end
        || case mod(a, 4) when 0 then 'Fix ' when 1 then 'Add ' when 2 then 'Speed up ' else 'Remove ' end
        || 'part ' || n,
    case when age <= life or c < 5 then 'opened' when c < 16 then 'closed' else 'merged' end,
    case when d < 82 then 'main' when d < 94 then 'release-' || mod(n / 2000, 12) else 'topic-' || mod(n, 40) end,
    1 + skew / 200 + mod(a, 50),
    skew2 / 500 + mod(b, 20),
    timestamp with time zone '${as_of}+00' - age * interval '1' second,
    case when age > life and c >= 16
        then timestamp with time zone '${as_of}+00' - (age - life) * interval '1' second
    end,
    case when age > life and c >= 5 and c < 16
        then timestamp with time zone '${as_of}+00' - (age - life) * interval '1' second
    end
from (
    select n, known, age, skew, skew2, a, b, c, d, 600 + skew * 3 + b * 300 as life
    from ${stream:merge_requests}
) as drafted;

insert into notes (id, noteable_type, noteable_id, author_id, system_note, length, created_at, resolved_at)
select
    n,
    case when c < 55 then 'Issue' else 'MergeRequest' end,
    case when c < 55
        then 1 + issue
        else (1 + merge_request) * 7 + (1 + merge_request) / 5000 * 1000000000
    end,
    1 + ${rows:users} * known / 1000000 * skew2 / 1000000,
    a < 340,
    1 + skew / 400 + b,
    timestamp '${as_of}' - age * interval '1' second,
    case when c >= 55 and d < 60 and age > 3600 * (1 + mod(b, 90))
        then timestamp '${as_of}' - (age - 3600 * (1 + mod(b, 90))) * interval '1' second
    end
from (
    select
        n, known, age, skew, skew2, a, b, c, d,
        ${rows:issues} * known / 1000000 * (1000000 - skew) / 1000000 as issue,
        ${rows:merge_requests} * known / 1000000 * (1000000 - skew) / 1000000 as merge_request
    from ${stream:notes}
) as drafted;

insert into pipelines (id, project_id, user_id, ref, source, status, created_at, finished_at)
select
    n,
    1 + ${rows:projects} * known / 1000000 * skew / 1000000,
    case when c < 78 then 1 + ${rows:users} * known / 1000000 * skew2 / 1000000 end,
    case when d < 40 then 'main' else 'topic-' || mod(n / 9, ${rows:merge_requests} / 4) end,
    case when c < 55 then 'push' when c < 78 then 'merge_request' when c < 94 then 'schedule' else 'api' end,
    case
        when age <= 120 + b * 4 then 'running'
        when a < 770 then 'success'
        when a < 930 then 'failed'
        when a < 975 then 'canceled'
        else 'skipped'
    end,
    timestamp with time zone '${as_of}+00' - age * interval '1' second,
    case when age > 120 + b * 4 and a < 975
        then timestamp with time zone '${as_of}+00' - (age - 120 - b * 4) * interval '1' second
    end
from ${stream:pipelines};

-- One to five builds for each pipeline, some seconds after it; one that could not start yet is still pending.
insert into builds (
    id, pipeline_id, stage, status, runner, duration_seconds, coverage, artifacts_size_bytes, queued_at_ms,
    started_at_ms)
select
    n * 8 + k,
    n,
    case k when 1 then 'build' when 2 then 'test' when 3 then 'lint' when 4 then 'package' else 'deploy' end,
    case
        when age <= wait then 'pending'
        when chance < 86 then 'success'
        when chance < 97 then 'failed'
        else 'canceled'
    end,
    case when mod(n, 10) < 5 then 'docker' when mod(n, 10) < 8 then 'shell' else 'kubernetes' end,
    case when age > wait + 1800 and chance < 97 then 5 + chance * 3 + skew / 800 end,
    case when k = 2 and age > wait and b < 600
        then cast(40 + chance * 55 / 100 as numeric(5, 2)) + cast(mod(b, 100) as numeric(5, 2)) / 100
    end,
    case when (k = 1 or k = 4) and age > wait and chance < 86 then 20000 + (a * 1000 + b) * 60 + skew2 * 500 end,
    (cast(${as_of_seconds} as bigint) - age) * 1000 + a,
    case when age > wait then (cast(${as_of_seconds} as bigint) - age + wait) * 1000 - 1000 + b end
from (
    select
        n, k, age, skew, skew2, a, b,
        k * 20 + mod(b, 60) as wait,
        mod(mod(mod(n * 48271 + k * 16807, 2147483659) * 69621, 2147483659) / 100, 100) as chance
    from ${stream:pipelines} join generate_series(1, 5) as stages(k) on k <= 1 + mod(a, 5)
) as drafted;

insert into events (id, author_id, project_id, action, target_type, created_at)
select
    n + n / 1000 * 1000000,
    1 + ${rows:users} * known / 1000000 * skew2 / 1000000,
    case when a < 930 then 1 + ${rows:projects} * known / 1000000 * skew / 1000000 end,
    case
        when b < 420 then 'pushed'
        when b < 640 then 'commented'
        when b < 800 then 'created'
        when b < 900 then 'closed'
        when b < 970 then 'merged'
        else 'joined'
    end,
    case
        when b < 420 or b >= 970 then null
        when b < 640 then 'Note'
        when b < 900 and c < 60 then 'Issue'
        else 'MergeRequest'
    end,
    timestamp '${as_of}' - age * interval '1' second
from ${stream:events};

insert into api_tokens (id, user_id, scope, revoked, created_at, last_used_at)
select
    cast(lpad(cast(skew2 * 73 + a as varchar), 8, '0') || '-' || lpad(cast(b as varchar), 4, '0')
        || '-4000-8000-' || lpad(cast(n as varchar), 12, '0') as uuid),
    1 + ${rows:users} * known / 1000000 * skew / 1000000,
    case when c < 50 then 'read_api' when c < 80 then 'api' when c < 95 then 'read_repository' else 'sudo' end,
    d < 22,
    timestamp with time zone '${as_of}+00' - age * interval '1' second,
    case when e < 70 then timestamp with time zone '${as_of}+00' - (1 + age * skew2 / 1000000) * interval '1' second end
from ${stream:api_tokens};

insert into webhook_deliveries (id, project_id, response_status, attempts, delivered_at)
select
    n,
    1 + ${rows:projects} * known / 1000000 * skew / 1000000,
    case when a < 900 then 200 when a < 930 then 404 when a < 970 then 500 end,
    case when a < 900 then 1 when a < 970 then 2 + mod(b, 3) else 5 end,
    cast(${as_of_seconds} as bigint) - age
from ${stream:webhook_deliveries};

insert into page_views (session_id, user_id, section, duration_ms, viewed_on)
select
    cast(lpad(cast(mod(visit * 48271, 99999989) as varchar), 8, '0') || '-0000-4000-8000-'
        || lpad(cast(visit as varchar), 12, '0') as uuid),
    case when d < 85 then 1 + ${rows:users} * known / 1000000 * skew2 / 1000000 end,
    case
        when b < 300 then 'issues'
        when b < 550 then 'merge_requests'
        when b < 750 then 'pipelines'
        when b < 900 then 'search'
        else 'admin'
    end,
    40 + a + skew / 100,
    cast(timestamp '${as_of}' - age * interval '1' second as date)
from (
    select known, age, skew, skew2, a, b, d, n / 4 + mod(a, 3) as visit
    from ${stream:page_views}
) as drafted;

insert into application_settings ("key", "value")
values
    ('attachment_limit_mb', '100'),
    ('ci_enabled', 'true'),
    ('container_registry_enabled', 'false'),
    ('default_branch', 'main'),
    ('default_visibility', 'Private'),
    ('edition', 'premium'),
    ('installation_method', 'package'),
    ('licensed_seats', '5000'),
    ('mail_delivery', 'smtp'),
    ('object_storage', null),
    ('public_sign_up', 'false'),
    ('two_factor_required', 'TRUE'),
    ('update_channel', 'stable');
