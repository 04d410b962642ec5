-- The volumes of earlier versions that a release gives up, with reasons, as JSON.
alter table release add column drops text not null default '[]';
