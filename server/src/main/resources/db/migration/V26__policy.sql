-- Rules of a policy that somebody set aside for one head of a pull request: appended, never changed.
create table policy_override (
    id       ${identity},
    pull     bigint not null references pull (id),
    rule     text not null,
    head_sha text not null,
    reason   text not null,
    by_name  text not null,
    at       bigint not null
);
create index policy_override_pull on policy_override (pull, id);

-- Taken back by its author, or dismissed by a maintainer: it counts no more, and stays to be read.
alter table review add column dismissed_by text;
alter table review add column dismissed_at bigint;
alter table review add column dismissed_why text;
