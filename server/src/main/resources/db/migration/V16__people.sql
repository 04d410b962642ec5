-- Argon2id in its usual text form.
create table password (
    account bigint primary key references account (id),
    hash    text not null,
    set_at  bigint not null
);

-- Lets whoever has it set an account's password, once. Only its SHA-256 is kept.
create table one_time_link (
    hash       text primary key,
    account    bigint not null references account (id),
    expires_at bigint not null
);
create index one_time_link_account on one_time_link (account);

alter table token add column used_at bigint;
