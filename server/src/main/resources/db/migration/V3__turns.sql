-- When each repository was served last, as a count over all of them: whose turn it is does not change with a restart.
create table turn (
    repository bigint primary key references repository (id),
    served     bigint not null
);
