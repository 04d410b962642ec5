-- A distro's stable version, tested anew because a distro that it uses was released. made_of: the parts that are newer than in its release, one
-- a line; the same is tried once.
create table carry (
    id         ${identity},
    repository bigint not null references repository (id),
    stable     text not null,
    commit_sha text not null,
    made_of    text not null,
    run        bigint not null references run (id),
    state      text not null,
    at         bigint not null,
    unique (repository, stable, made_of)
);
create index carry_open on carry (state);
