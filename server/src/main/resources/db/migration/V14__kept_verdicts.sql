-- The merge result that was tested last: its verdict is kept when the base moves, until something newer is known.
alter table pull add column tested_base text;
alter table pull add column tested_tree text;
update pull set tested_base = base_sha, tested_tree = merge_tree;
