-- What a delivery was about, in words.
alter table mirror_delivery add column event text not null default '';
