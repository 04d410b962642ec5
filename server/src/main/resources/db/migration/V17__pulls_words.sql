-- SHA-256 of a pull request's title and text as the forge last had them; empty where the hub that took it over did not keep it.
alter table mirror_pull add column words text not null default '';
