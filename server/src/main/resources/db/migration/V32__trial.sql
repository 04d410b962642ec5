-- Whose change a run of the kind TRIAL tries. pull: of that repository. in_place: 1: its tree stands among the releases; 0: the comparison without it.
create table run_trial (
    run        bigint primary key references run (id),
    repository bigint not null references repository (id),
    pull       integer not null,
    version    text not null,
    commit_sha text not null,
    tree       text not null,
    in_place   integer not null
);

-- For which head of a pull request, and which run of it that passed, it was looked up who uses what it changes.
create table trial_look (
    repository bigint not null references repository (id),
    number     integer not null,
    head_sha   text not null,
    run        bigint not null references run (id),
    at         bigint not null,
    primary key (repository, number)
);

-- The change of pull request number, tried with a distro that uses what it changes. version: as what the change would be released. tried_with: that
-- distro; stable, stable_tag: its release that is tried. baseline: the same run without the change, where the run was red.
create table trial (
    id         ${identity},
    repository bigint not null references repository (id),
    number     integer not null,
    head_sha   text not null,
    commit_sha text not null,
    tree       text not null,
    version    text not null,
    tried_with bigint not null references repository (id),
    stable     text not null,
    stable_tag text not null,
    state      text not null,
    run        bigint references run (id),
    baseline   bigint references run (id),
    at         bigint not null
);
create index trial_pull on trial (repository, number, id);
create index trial_open on trial (state);
