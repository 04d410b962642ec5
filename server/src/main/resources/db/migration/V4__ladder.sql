-- When the acceptance verdict stood; deeper rungs may follow.
alter table run add column accepted_at bigint;
-- Tests that failed, and passed when they were tried once more.
alter table run add column flaky integer not null default 0;
-- The release that was stable when a worker took the run: what it is upgraded from and compared with.
alter table run add column compared bigint references release (id);

-- What the distro was made of in that run; repository is empty for what is not on this hub.
create table run_use (
    run        bigint not null references run (id),
    path       text not null,
    position   integer not null,
    distro     text not null,
    repository bigint references repository (id),
    tag        text not null,
    commit_sha text not null,
    tree       text not null,
    primary key (run, path)
);
create index run_use_repository on run_use (repository, run);

-- Which tests were flaky, so that those that are so again and again can be told.
create table run_flaky (
    run        bigint not null references run (id),
    repository bigint not null references repository (id),
    position   integer not null,
    suite      text not null,
    name       text not null,
    primary key (run, position)
);
create index run_flaky_repository on run_flaky (repository, run);
