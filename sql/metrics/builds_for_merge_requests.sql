select count(*)
from builds b
join pipelines p on p.id = b.pipeline_id
where p.source = 'merge_request'
