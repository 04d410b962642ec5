-- Globs of branches to follow, one a line. Mirrors that were set up before there was a choice follow all.
alter table mirror add column branches text not null default '**';
-- The account at the forge that the token belongs to, where the forge wants to know.
alter table mirror add column user_name text;

-- The forge's version tags: the hub gives no version that stands for something else there.
create table mirror_tag (
    repository bigint not null references mirror (repository),
    tag        text not null,
    primary key (repository, tag)
);
