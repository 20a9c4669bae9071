-- #region tables
create table message (
  id text primary key, -- UUID v7
  kind text not null check (kind in ('event', 'command')),
  type text not null, version integer not null,
  source text not null, subject text, time text not null,
  traceparent text, reply_by text, causation_id text,
  correlation_id text not null, data text not null, -- JSON
  idempotency_key text, unique (idempotency_key, type, kind)
);
create table delivery (
  message_id text not null, -- message (id)
  subscriber text not null,
  mode text not null, state text not null, lane text,
  attempts integer not null, max_attempts integer not null,
  start_after text, locked_by text,
  started_on text, completed_on text, last_error text,
  primary key (message_id, subscriber)
);
-- #endregion tables

-- #region dead-letters
select subscriber, type, attempts
from delivery
join message on message.id = message_id
where state = 'failed';
-- #endregion dead-letters
