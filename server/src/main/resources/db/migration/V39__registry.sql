-- The registry's repository that an image of a release was brought to as well: https://HOST/NAME; empty: only the hub has it.
alter table image add column registry text not null default '';
