-- Who belongs to a campaign is asked for by contribution: a campaign can have hundreds of thousands of them.
create index campaign_member_of_version on campaign_member (version_id);
