-- Other processes that follow a room hear that there is something new; what it is they read from the log.
create function tell_of_room() returns trigger language plpgsql as $$
begin
  perform pg_notify('room', substr(new.stream, length('room:') + 1));
  return null;
end $$;
create trigger log_of_room after insert on log
  for each row when (new.stream like 'room:%') execute function tell_of_room();
