-- Why nobody should install a release any more, since when, and who said so; empty: it may be installed.
alter table release add column yanked text;
alter table release add column yanked_at bigint;
alter table release add column yanked_by text;
