select count(*)
from (
    select project_id
    from issues
    group by project_id
    having count(*) >= 100
) as busy
