-- Somebody's role on the whole hub counts in every public repository, as before. Roles in a namespace or in one repository add to it, and are the
-- only ones that count in a private repository. An administrator may do everything everywhere.

create table namespace (
    id         ${identity},
    name       text not null unique,
    created_at bigint not null
);
insert into namespace (name, created_at) select owner, min(created_at) from repository group by owner;

create table team (
    id         ${identity},
    namespace  bigint not null references namespace (id),
    name       text not null,
    created_at bigint not null,
    unique (namespace, name)
);
create table team_member (
    team    bigint not null references team (id),
    account bigint not null references account (id),
    primary key (team, account)
);
create index team_member_account on team_member (account, team);

-- In one namespace or one repository, of one account or one team.
create table membership (
    id         ${identity},
    namespace  bigint references namespace (id),
    repository bigint references repository (id),
    account    bigint references account (id),
    team       bigint references team (id),
    role       text not null
);
create unique index membership_of_account_in_namespace on membership (namespace, account)
    where namespace is not null and account is not null;
create unique index membership_of_team_in_namespace on membership (namespace, team)
    where namespace is not null and team is not null;
create unique index membership_of_account_in_repository on membership (repository, account)
    where repository is not null and account is not null;
create unique index membership_of_team_in_repository on membership (repository, team)
    where repository is not null and team is not null;

-- A namespace that is called as somebody who could make repositories is theirs.
insert into membership (namespace, account, role)
    select n.id, a.id, 'OWNER' from namespace n join account a on a.name = n.name where a.role in ('MAINTAINER', 'ADMIN');

alter table repository add column private integer not null default 0;
create index repository_private on repository (id) where private = 1;

-- While this is set, nothing of the account's counts.
alter table account add column disabled_at bigint;

-- What a token opens, one a line; and the only repository that it is for.
alter table token add column scopes text not null default 'API
GIT
IMAGES';
alter table token add column repository bigint;
