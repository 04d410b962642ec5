-- The rung that a run climbs to, read from the target branch; 0: as its own manifest says.
alter table run add column climb integer not null default 0;
