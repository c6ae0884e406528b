-- Contributions are read in pages by code: without this index each page looks through all of them.
create index contribution_by_code on contribution (consultation_id, code);
drop index contribution_of;
