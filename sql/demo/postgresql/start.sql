-- For the indexes; the default of 64 MB makes sorting spill at the larger scales.
set maintenance_work_mem = '256MB';
