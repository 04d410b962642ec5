-- Browsers that have logged in. The session's id is in the browser's cookie alone; here are its hash and the token, sealed with it.
create table session (
    hash    text primary key,
    token   text not null,
    used_at bigint not null
);
create index session_used on session (used_at);
