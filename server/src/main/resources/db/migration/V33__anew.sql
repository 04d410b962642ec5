-- When the stable version was verified anew last, and why it did not pass; empty: it did.
alter table catalog add column verified_at bigint;
alter table catalog add column rot text not null default '';

-- A release that is verified anew, from scratch. stable: its commit. cause: AGE or BASE, and detail: which base is newer. mend: the pull request that the hub
-- opened because of it.
create table anew (
    id         ${identity},
    repository bigint not null references repository (id),
    stable     text not null,
    tag        text not null,
    cause      text not null,
    detail     text not null,
    run        bigint not null references run (id),
    state      text not null,
    mend       integer,
    at         bigint not null
);
create index anew_repository on anew (repository, id);
create index anew_open on anew (state);
