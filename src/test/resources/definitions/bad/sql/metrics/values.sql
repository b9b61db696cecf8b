
values (1)
