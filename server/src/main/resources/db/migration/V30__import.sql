-- A repository that stood elsewhere before. source: where, without any credential.
create table imported (
    repository bigint primary key references repository (id),
    source     text not null,
    by_name    text not null,
    at         bigint not null
);

-- What it brought that the hub has neither tested nor signed: tags, pull requests, branches but main. object_sha: what the ref pointed to.
create table imported_ref (
    id         ${identity},
    repository bigint not null references repository (id),
    ref        text not null,
    object_sha text not null,
    unique (repository, ref)
);
