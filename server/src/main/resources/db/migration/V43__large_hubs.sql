-- Which distros have ever used which, so that nobody looks through all runs for that. used, repository: both on this hub.
create table run_user (
    used       bigint not null references repository (id),
    repository bigint not null references repository (id),
    primary key (used, repository)
);
create index run_user_repository on run_user (repository);
insert into run_user (used, repository)
select distinct u.repository, r.repository from run_use u join run r on r.id = u.run where u.repository is not null;

-- What was seen of a tree of a repository.
create index run_tree on run (repository, tree, id);
-- What is open anywhere, the last changed first.
create index pull_open on pull (updated_at, id) where state = 'OPEN';
-- What was merged into a repository of late.
create index pull_merged on pull (repository, merged_at, id) where state = 'MERGED';
-- What one webhook was told of late.
create index webhook_delivery_webhook on webhook_delivery (webhook, id);
