create table mirror (
    repository   bigint primary key references repository (id),
    kind         text not null,
    clone_url    text not null,
    api_url      text not null,
    secret       text not null,
    token        text,
    -- Logins at the forge, one a line, whose pull requests run without approval.
    trusted      text not null,
    poll_seconds integer not null,
    -- Deliveries that ask for a look, and how many of them had come when the last look began: a look is due while they differ.
    hinted       bigint not null default 0,
    looked       bigint not null default 0,
    next_look_at bigint not null,
    looked_at    bigint,
    error        text not null default ''
);
create index mirror_next on mirror (next_look_at);

-- Where the forge's branches stood when the hub last took them over.
create table mirror_branch (
    repository bigint not null references mirror (repository),
    branch     text not null,
    sha        text not null,
    primary key (repository, branch)
);

-- Which of the hub's pull requests stands for which of the forge's.
create table mirror_pull (
    repository bigint not null references mirror (repository),
    remote     integer not null,
    pull       integer not null,
    -- It was closed here because it was closed there, so that it is taken up again when it is reopened there.
    closed     integer not null default 0,
    primary key (repository, remote)
);

-- What the forge was last told about a commit, and the run that it is about.
create table mirror_status (
    repository bigint not null references mirror (repository),
    commit_sha text not null,
    context    text not null,
    -- Empty for what needs no run to tell: a conflict.
    run        bigint,
    shown      text not null,
    -- The run's state when the forge was last told, or asked in vain.
    tried      text not null,
    primary key (repository, commit_sha, context)
);

-- Deliveries of the last weeks: the same id with another body is refused.
create table mirror_delivery (
    repository bigint not null references mirror (repository),
    id         text not null,
    digest     text not null,
    at         bigint not null,
    primary key (repository, id)
);
create index mirror_delivery_at on mirror_delivery (at);
