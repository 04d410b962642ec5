-- A release of another hub that an operator has brought in from a bundle, and the images that it was tested with there.
create table image_copy_set (
    id         ${identity},
    repository bigint not null references repository (id),
    version    text not null,
    unique (repository, version)
);

create table image_copy (
    copied       bigint not null references image_copy_set (id) on delete cascade,
    service      text not null,
    config       text not null,
    manifest     text not null,
    architecture text not null,
    size         bigint not null,
    primary key (copied, service)
);
create index image_copy_manifest on image_copy (manifest);
