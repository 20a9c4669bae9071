-- #region tables
create table message (
  id             text primary key,  -- UUID v7, made by the app
  kind           text not null check (kind in ('event', 'command')),
  type           text not null,     -- shipmentDeparted
  source         text not null,     -- core/tracking
  subject        text,              -- shipment S-42
  time           text not null,
  data           text not null,     -- JSON
  correlation_id text not null,
  causation_id   text references message (id),
  idempotency_key text unique
);

create table delivery (
  id           text primary key,
  message_id   text not null references message (id),
  subscriber   text not null,
  state        text not null default 'created',
  attempts     integer not null default 0,
  max_attempts integer not null default 5,
  start_after  text,
  last_error   text,
  unique (message_id, subscriber)
);
-- #endregion tables

-- #region climb
with recursive story as (
  select id, type, 0 as depth from message where id = :root
  union all
  select message.id, message.type, depth + 1
  from message join story on message.causation_id = story.id
)
select depth, type from story;
-- #endregion climb

-- #region dead-letters
select subscriber, type, attempts, last_error
from delivery join message on message.id = message_id
where state = 'failed';
-- #endregion dead-letters
