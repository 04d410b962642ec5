-- The images that a release was tested with and that the hub keeps; a row of image_set says that this release's are settled.
create table image_set (
    release    bigint primary key references release (id) on delete cascade,
    repository bigint not null references repository (id),
    kept_at    bigint not null
);
create index image_set_repository on image_set (repository, release);

create table image (
    release      bigint not null references image_set (release) on delete cascade,
    service      text not null,
    config       text not null,
    manifest     text not null,
    architecture text not null,
    size         bigint not null,
    primary key (release, service)
);
create index image_manifest on image (manifest);
create index image_config on image (config);

-- What each manifest needs, itself included: what no row names may go.
create table image_blob (
    manifest text not null,
    blob     text not null,
    size     bigint not null,
    primary key (manifest, blob)
);
create index image_blob_blob on image_blob (blob);
