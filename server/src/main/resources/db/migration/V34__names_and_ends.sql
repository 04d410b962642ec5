-- made_as: the name under which the repository was made, as owner/name. Its folder has that name, and its releases are signed with it: neither changes.
alter table repository add column made_as text not null default '';
update repository set made_as = owner || '/' || name;
-- 1: read only.
alter table repository add column archived integer not null default 0;
-- When it goes for good; empty: it stays.
alter table repository add column goes_at bigint;
create index repository_goes on repository (goes_at) where goes_at is not null;

-- Names that a repository had before; they lead to it as long as it is here, and nobody else gets them.
create table former_name (
    owner      text not null,
    name       text not null,
    repository bigint not null references repository (id),
    at         bigint not null,
    primary key (owner, name)
);
create index former_name_repository on former_name (repository);
