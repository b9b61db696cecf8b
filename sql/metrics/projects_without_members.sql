select count(*)
from projects p
where not exists (select 1 from memberships m where m.project_id = p.id)
