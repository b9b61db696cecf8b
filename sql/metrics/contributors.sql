select count(*)
from (
    select author_id from issues
    union
    select author_id from merge_requests
) as contributors
