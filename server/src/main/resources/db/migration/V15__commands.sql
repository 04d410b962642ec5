-- What came of the commands that a comment begins with; empty where it has none.
alter table comment add column outcome text not null default '';
