-- the users

select count(*)
from users
for update
