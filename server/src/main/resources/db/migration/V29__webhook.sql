-- Who is told of what happens in a repository. secret is sealed. events: which kinds, one a line. since: what happened before is not told.
-- stopped: why nothing is sent any more; empty: it is sent.
create table webhook (
    id         ${identity},
    repository bigint not null references repository (id),
    url        text not null,
    secret     text not null,
    events     text not null,
    by_name    text not null,
    created_at bigint not null,
    since      bigint not null,
    stopped    text not null default ''
);
create index webhook_repository on webhook (repository);

-- What each is told. message: the receiver knows by it what it has seen already; the same thing is told once. answer: what came of the last try.
create table webhook_delivery (
    id       ${identity},
    webhook  bigint not null references webhook (id),
    message  text not null,
    event    text not null,
    body     text not null,
    at       bigint not null,
    state    text not null,
    tries    integer not null default 0,
    next_at  bigint not null,
    tried_at bigint,
    answer   text not null default '',
    unique (webhook, message)
);
create index webhook_delivery_due on webhook_delivery (state, next_at);

-- What is new is looked for by time.
create index run_verdict on run (verdict_at);
create index pull_event_at on pull_event (at);
create index pull_version_at on pull_version (at);
