-- Whose word at an OpenID provider counts for which account. made: the account was made for them; else its owner has linked it. name: what the provider
-- called them last.
create table identity (
    id        ${identity},
    account   bigint not null references account (id),
    issuer    text not null,
    subject   text not null,
    name      text not null,
    made      integer not null,
    linked_at bigint not null,
    used_at   bigint,
    unique (issuer, subject)
);
create index identity_account on identity (account);
