-- A run of the kind TRIAL that tests a distro with older releases of its parts: for each of these distros there is no other release than that.
create table run_pin (
    run        bigint not null references run (id),
    distro     text not null,
    version    text not null,
    tag        text not null,
    commit_sha text not null,
    tree       text not null,
    primary key (run, distro)
);

-- Which part's release made a composition red. red: the run that failed; green: the one before, of the same tree, that passed. low: the newest release known to
-- be good with it, 0: what green was made of; high: the oldest known to be bad. step: the run that tests it with the releases up to tried.
create table culprit (
    id         ${identity},
    repository bigint not null references repository (id),
    red        bigint not null unique references run (id),
    green      bigint not null references run (id),
    low        bigint not null,
    high       bigint not null,
    step       bigint references run (id),
    tried      bigint not null,
    state      text not null
);
create index culprit_open on culprit (state);
