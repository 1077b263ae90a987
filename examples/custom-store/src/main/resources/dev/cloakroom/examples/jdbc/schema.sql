-- For H2 and PostgreSQL alike. What belongs to a session refers to it: nothing outlives the record or comes back after it.
-- Texts that are compared are kept as their bytes, so that no collation has a say; a BYTEA also takes NUL, a VARCHAR of
-- PostgreSQL does not.

CREATE TABLE IF NOT EXISTS cr_owner (
  owner BYTEA PRIMARY KEY
);

CREATE TABLE IF NOT EXISTS cr_session (
  id            UUID PRIMARY KEY,
  format        INTEGER NOT NULL,
  owner         BYTEA NOT NULL,
  stamp_count   BIGINT NOT NULL,
  stamp_random  BIGINT NOT NULL,
  version       BIGINT NOT NULL,
  metadata      VARCHAR NOT NULL,
  turn_fence    BIGINT NOT NULL,
  turn_holder   BYTEA,
  turn_stopping BOOLEAN NOT NULL,
  turn_until    BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  active_at     BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL,
  ends_at       BIGINT NOT NULL,
  last_seq      BIGINT NOT NULL,
  history_bytes BIGINT NOT NULL,
  last_place    BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS cr_session_of_owner ON cr_session (owner, active_at);
CREATE INDEX IF NOT EXISTS cr_session_expiry ON cr_session (expires_at);

CREATE TABLE IF NOT EXISTS cr_grant (
  session UUID NOT NULL REFERENCES cr_session ON DELETE CASCADE,
  subject BYTEA NOT NULL,
  access  VARCHAR NOT NULL,
  PRIMARY KEY (session, subject)
);

CREATE TABLE IF NOT EXISTS cr_entry (
  session    UUID NOT NULL REFERENCES cr_session ON DELETE CASCADE,
  seq        BIGINT NOT NULL,
  role       VARCHAR NOT NULL,
  content    BYTEA NOT NULL,
  author     BYTEA NOT NULL,
  written_at BIGINT NOT NULL,
  pairs      VARCHAR NOT NULL,
  PRIMARY KEY (session, seq)
);

CREATE TABLE IF NOT EXISTS cr_key (
  session UUID NOT NULL REFERENCES cr_session ON DELETE CASCADE,
  kind    VARCHAR NOT NULL,
  scoped  VARCHAR NOT NULL,
  digest  VARCHAR NOT NULL,
  first   BIGINT NOT NULL,
  last    BIGINT NOT NULL,
  PRIMARY KEY (session, kind, scoped)
);

CREATE TABLE IF NOT EXISTS cr_file (
  session    UUID NOT NULL REFERENCES cr_session ON DELETE CASCADE,
  place      BIGINT NOT NULL,
  file       UUID NOT NULL UNIQUE,
  name       VARCHAR NOT NULL,
  media_type VARCHAR NOT NULL,
  size       BIGINT NOT NULL,
  sha256     VARCHAR NOT NULL,
  kept_at    BIGINT NOT NULL,
  visible    BOOLEAN NOT NULL,
  PRIMARY KEY (session, place)
);

CREATE TABLE IF NOT EXISTS cr_chunk (
  session UUID NOT NULL REFERENCES cr_session ON DELETE CASCADE,
  file    UUID NOT NULL,
  part    INTEGER NOT NULL,
  bytes   BYTEA NOT NULL,
  PRIMARY KEY (session, file, part)
);

CREATE TABLE IF NOT EXISTS cr_name (
  name       VARCHAR PRIMARY KEY,
  session    UUID NOT NULL REFERENCES cr_session ON DELETE CASCADE,
  note       VARCHAR NOT NULL,
  kept_until BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS cr_name_of_session ON cr_name (session)
