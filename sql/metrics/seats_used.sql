select count(distinct m.user_id)
from memberships m
join users u on u.id = m.user_id
where u.state = 'active' and m.access_level > 10
