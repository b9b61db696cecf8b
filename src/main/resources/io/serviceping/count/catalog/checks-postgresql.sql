-- The expression trees of the checks that run where values of these types are made.
select distinct cast(c.conbin as text)
from pg_constraint c join reached r on r.typ = c.contypid
where r.made
