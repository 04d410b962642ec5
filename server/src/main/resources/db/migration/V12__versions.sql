-- Each head that a pull request has had, numbered from 1. base_sha: where the base branch was then.
create table pull_version (
    pull     bigint not null references pull (id),
    number   integer not null,
    head_sha text not null,
    base_sha text not null,
    by_name  text not null,
    at       bigint not null,
    primary key (pull, number)
);
insert into pull_version (pull, number, head_sha, base_sha, by_name, at)
select id, 1, head_sha, base_sha, author, created_at from pull;
