-- What came of each rung of the ladder, as JSON; empty in rows from before, whose level says it all.
alter table run add column rungs text not null default '';
alter table release add column rungs text not null default '';
alter table catalog add column rungs text not null default '';
