-- A campaign's text can come in several languages; its template is what its members share, not what one of them sent.
alter table campaign_member drop constraint campaign_member_role;
alter table campaign_member add constraint campaign_member_role
  check (role in ('template', 'variant', 'translation', 'part'));
-- core/campaign.ts: the text that members share, and the same in other languages
alter table campaign add column texts jsonb not null default '{"text": "", "translations": []}';
