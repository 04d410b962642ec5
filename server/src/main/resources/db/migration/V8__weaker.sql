-- What a pull request's merge result checks less of than its base, one sentence a line.
alter table pull add column weaker text not null default '';
-- A maintainer's word that this is meant: of one head, and of what was said about it then.
create table weaker_word (
    pull     bigint not null references pull (id),
    head_sha text not null,
    what     text not null,
    by_name  text not null,
    at       bigint not null,
    primary key (pull, head_sha)
);
