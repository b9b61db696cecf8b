-- The numbers of groups, whose keys may be a person's address, are stored encrypted, apart from the others. What was stored of
-- groups so far has its keys in clear: it goes, and is counted once more.
delete from chunk;
delete from walk;
delete from footing;
delete from kept_sets;
delete from kept_piece;
delete from kept_scan;

alter table chunk add column group_numbers bytea;
alter table kept_piece add column group_numbers bytea;
