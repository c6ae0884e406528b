-- What a passage does, beside the theme it stands under; null: not told, because the machine was not sure or did not look.
alter table coding
  add column kind text constraint coding_kind check (kind in ('suggestion', 'reason', 'evidence', 'none')),
  add column kind_sureness real; -- 0 to 1
