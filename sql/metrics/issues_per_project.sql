select max(issue_count)
from (
    select count(*) as issue_count
    from issues
    group by project_id
) as projects
