-- What is new in a release, as JSON, from before its tag is made: the same is signed however often that is tried. Empty in rows from before.
alter table release add column notes text not null default '';
