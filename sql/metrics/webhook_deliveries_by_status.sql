select coalesce(cast(response_status as varchar), 'none'), count(*)
from webhook_deliveries
group by coalesce(cast(response_status as varchar), 'none')
