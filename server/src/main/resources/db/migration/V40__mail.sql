-- Where somebody gets mail: an address that they have confirmed. address_key: in lower case; one account each. topics: what is mailed, one a line.
-- since: nothing is mailed that happened before.
create table mailbox (
    account      bigint primary key references account (id),
    address      text not null,
    address_key  text not null unique,
    topics       text not null,
    since        bigint not null
);

-- Lets whoever has it confirm that an address is theirs. Only its SHA-256 is kept.
create table mail_link (
    hash       text primary key,
    account    bigint not null references account (id),
    address    text not null,
    expires_at bigint not null
);
create index mail_link_account on mail_link (account);

-- What is mailed to whom: of each thing that happened one mail to each. letter: what it says, sealed. address: where to, for what confirms it; else empty.
-- state TAKEN: it is under way, or the hub ended meanwhile; it is not sent a second time.
create table mail (
    id         ${identity},
    account    bigint not null references account (id),
    event      text not null,
    topic      text not null,
    repository bigint not null,
    address    text not null,
    letter     text not null,
    at         bigint not null,
    state      text not null,
    tries      integer not null default 0,
    next_at    bigint not null,
    tried_at   bigint,
    answer     text not null default '',
    unique (account, event)
);
create index mail_due on mail (state, next_at);
create index comment_at on comment (created_at);
create index review_sent on review (sent_at);
