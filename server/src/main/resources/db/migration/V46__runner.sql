-- Machines that verify runs for this hub. secret: the SHA-256 of what it proves itself with; key: its public key, in OpenSSH's form; labels: name=value, one a line;
-- boot: its latest start; trouble: why it takes nothing, empty: nothing is wrong.
create table runner (
    id         ${identity},
    name       text not null unique,
    secret     text not null unique,
    key        text not null,
    version    text not null,
    labels     text not null,
    workers    integer not null,
    boot       text not null default '',
    draining   integer not null default 0,
    trouble    text not null default '',
    created_at bigint not null,
    seen_at    bigint not null
);

-- What a new runner proves itself with, once. hash: its SHA-256.
create table runner_token (
    hash       text primary key,
    by_name    text not null,
    expires_at bigint not null
);

-- Who was given which run; id is the fencing number. ended: the SHA-256 of what it told at the end, lost: nothing was; empty: it goes on.
create table runner_lease (
    id       ${identity},
    runner   bigint not null references runner (id),
    run      bigint not null,
    boot     text not null,
    begun_at bigint not null,
    ended    text not null default ''
);
create index runner_lease_open on runner_lease (runner, ended);
