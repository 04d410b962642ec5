-- What people did to a pull request; its versions, runs and what was said about it have tables of their own.
create table pull_event (
    id      ${identity},
    pull    bigint not null references pull (id),
    kind    text not null,
    by_name text not null,
    at      bigint not null,
    detail  text not null
);
create index pull_event_pull on pull_event (pull, id);
insert into pull_event (pull, kind, by_name, at, detail)
select pull, 'RUN_APPROVED', by_name, at, head_sha from approval order by id;
insert into pull_event (pull, kind, by_name, at, detail)
select id, 'MERGED', merged_by, merged_at, coalesce(landed_sha, '') from pull
where merged_at is not null and merged_by is not null order by merged_at;

-- A reviewer's word on one version. sent_at is null while it is being written: then only its author sees it.
create table review (
    id         ${identity},
    pull       bigint not null references pull (id),
    version    integer not null,
    author     text not null,
    verdict    text not null,
    created_at bigint not null,
    sent_at    bigint
);
create index review_pull on review (pull, id);
create index review_author on review (author, created_at);

-- thread: the comment that it answers, which answers none itself. Those on a line name the version that was looked at.
create table comment (
    id          ${identity},
    pull        bigint not null references pull (id),
    review      bigint references review (id),
    thread      bigint references comment (id),
    author      text not null,
    body        text not null,
    created_at  bigint not null,
    edited_at   bigint,
    deleted_by  text,
    deleted_at  bigint,
    version     integer,
    path        text,
    side        text,
    line        integer,
    line_text   text,
    resolved_by text,
    resolved_at bigint
);
create index comment_pull on comment (pull, id);
create index comment_author on comment (author, created_at);

-- What a comment said until it was edited.
create table comment_edit (
    id      ${identity},
    comment bigint not null references comment (id),
    body    text not null,
    at      bigint not null
);
create index comment_edit_comment on comment_edit (comment, id);
