-- What administrators choose while the hub runs.
create table setting (
    name  text primary key,
    value text not null
);

-- Lets whoever has it make one account. Only its SHA-256 is kept.
create table invitation (
    hash       text primary key,
    role       text not null,
    made_by    text not null,
    expires_at bigint not null
);
