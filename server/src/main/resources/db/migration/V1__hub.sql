-- The same statements on SQLite and PostgreSQL; only identity columns differ. Times are milliseconds since 1970 UTC.

create table account (
    id         ${identity},
    name       text not null unique,
    role       text not null,
    created_at bigint not null
);

-- Only a token's SHA-256 is kept.
create table token (
    id         ${identity},
    account    bigint not null references account (id),
    name       text not null,
    role       text not null,
    hash       text not null unique,
    created_at bigint not null,
    expires_at bigint,
    revoked_at bigint
);

create table audit (
    id      ${identity},
    at      bigint not null,
    account text not null,
    action  text not null,
    subject text not null,
    detail  text not null
);

create table repository (
    id          ${identity},
    owner       text not null,
    name        text not null,
    description text not null,
    created_at  bigint not null,
    next_pull   integer not null default 1,
    unique (owner, name)
);

-- What the catalog shows of each repository; kept beside it so that a search reads narrow rows.
create table catalog (
    repository  bigint primary key references repository (id),
    title       text not null,
    summary     text not null,
    categories  text not null,
    words       text not null,
    version     text,
    level       integer not null default 0,
    released_at bigint
);
create index catalog_order on catalog (title, repository);

create table pull (
    id          ${identity},
    repository  bigint not null references repository (id),
    number      integer not null,
    title       text not null,
    description text not null,
    author      text not null,
    base        text not null,
    base_sha    text not null,
    head_sha    text not null,
    -- Whether whoever pushed this head may have code run without anybody's approval.
    trusted     integer not null,
    merge_sha   text,
    merge_tree  text,
    conflicts   text not null,
    state       text not null,
    topic       text not null,
    created_at  bigint not null,
    updated_at  bigint not null,
    merged_at   bigint,
    merged_by   text,
    landed_sha  text,
    -- The branch of this repository that was proposed, and is followed; empty where commits were pushed to refs/for.
    source      text not null,
    -- The head whose merge result passed, on whatever base.
    proven_head text,
    -- "Merge when verified": who asked for it.
    auto_by     text,
    -- Written before the base moves, so that a crash in between is finished at the next start.
    landing_sha text,
    landing_by  text,
    unique (repository, number)
);
create index pull_state on pull (repository, state, number);

-- An approval names what was looked at; it holds for nothing else.
create table approval (
    id       ${identity},
    pull     bigint not null references pull (id),
    head_sha text not null,
    base     text not null,
    by_name  text not null,
    at       bigint not null,
    unique (pull, head_sha, base)
);

create table run (
    id          ${identity},
    repository  bigint not null references repository (id),
    kind        text not null,
    pull        integer,
    ref         text not null,
    commit_sha  text not null,
    tree        text not null,
    state       text not null,
    verdict     text,
    level       integer not null default 0,
    required    integer not null default 0,
    passed      integer not null default 0,
    failed      integer not null default 0,
    skipped     integer not null default 0,
    queued_at   bigint not null,
    started_at  bigint,
    verdict_at  bigint,
    finished_at bigint,
    reused_from bigint,
    reason      text not null default '',
    attempt     integer not null default 1,
    not_before  bigint not null default 0,
    -- 0: never reuse a proof; 1: may; 2: may, but a quick look found none.
    reuse       integer not null default 1,
    -- 0: a stranger's code that no maintainer has let run.
    approved    integer not null default 1,
    -- Who works on it, and a number that grows while that one lives: a lease is lost when the number stands still.
    lease_owner text,
    lease_beat  bigint not null default 0
);
create index run_repository on run (repository, id);
create index run_commit on run (repository, commit_sha, id);
create index run_pull on run (repository, pull, id) where pull is not null;
create index run_ref on run (repository, ref, id);
create index run_open on run (state, repository, id) where state <> 'FINISHED';

create table step (
    run         bigint not null references run (id),
    name        text not null,
    position    integer not null,
    state       text not null,
    started_at  bigint not null,
    finished_at bigint,
    primary key (run, name)
);

-- What the hub itself has to say about a run: tests that a pull request takes away, why there is no release.
create table run_note (
    id   ${identity},
    run  bigint not null references run (id),
    text text not null
);
create index run_note_run on run_note (run);

-- Everything that can change an outcome, hashed, and the run that showed the outcome.
create table proof (
    key   text primary key,
    tree  text not null,
    run   bigint not null references run (id),
    level integer not null
);
create index proof_tree on proof (tree);

create table release (
    id         ${identity},
    repository bigint not null references repository (id),
    version    text not null,
    major      integer not null,
    minor      integer not null,
    patch      integer not null,
    commit_sha text not null,
    tree       text not null,
    level      integer not null,
    run        bigint not null references run (id),
    evidence   text not null,
    -- INTENDED until tag, note and stable stand; then PUBLISHED.
    state      text not null,
    created_at bigint not null,
    unique (repository, version)
);
create index release_state on release (repository, state, id);
create index release_open on release (state) where state <> 'PUBLISHED';
