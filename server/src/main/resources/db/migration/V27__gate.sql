-- Pull requests that are verified, asked for and held back by nothing, in the order in which they came to that. on_sha: what the merge
-- result that is tested for landing was made on, which is the base or the merge result of the one ahead.
create table gate_entry (
    id          ${identity},
    pull        bigint not null unique references pull (id),
    head_sha    text not null,
    at          bigint not null,
    on_sha      text,
    commit_sha  text,
    tree        text,
    -- The tree on the present base that failed once already: it is run again before anybody is called guilty.
    failed_tree text,
    -- How often the platform could not tell.
    errors      integer not null default 0
);

-- How far ahead a branch's pull requests are tested. red_sha: the tip of the branch that was found red, where the gate stands still.
-- left_sha: the tip on which one left as guilty; sound_sha: the tip that was tested anew since and held.
create table gate_line (
    repository bigint not null references repository (id),
    base       text not null,
    "window"   integer not null,
    red_sha    text,
    left_sha   text,
    sound_sha  text,
    check_run  bigint,
    primary key (repository, base)
);
