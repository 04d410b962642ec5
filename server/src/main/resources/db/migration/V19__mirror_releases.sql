-- Whether the hub pushes what it releases to the forge: the signed tags, stable and the notes of evidence.
alter table mirror add column push_releases integer not null default 0;

-- How far that has come. tried and pushed are ids of releases: the newest when it was last tried, and when all of them stood there.
create table mirror_release (
    repository bigint not null primary key references mirror (repository),
    tried      bigint not null default 0,
    pushed     bigint not null default 0,
    pushed_at  bigint,
    failures   integer not null default 0,
    next_at    bigint not null default 0,
    error      text not null default ''
);
