select p.visibility, count(*)
from merge_requests m
join projects p on p.id = m.project_id
group by p.visibility
