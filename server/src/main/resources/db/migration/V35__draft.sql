-- 1: its author says that it is not ready; it does not land.
alter table pull add column draft integer not null default 0;
