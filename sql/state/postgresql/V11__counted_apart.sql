-- What became of a metric in the scan that it was to share, where that failed because of it and it was asked on its own.
alter table outcome add column if not exists shared_status varchar(16);
alter table outcome add column if not exists shared_reason varchar(200);
alter table outcome add column if not exists shared_detail varchar(2000);
