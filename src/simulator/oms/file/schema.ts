/** Version of the tables below. A file of another one is refused: a simulator's file is made anew. */
export const VERSION = 1;

/** The tables of an OMS's own file. Orders are documents: nothing but their number and role is searched for. */
export const SCHEMA = `
CREATE TABLE clock (id INTEGER PRIMARY KEY CHECK (id = 1), offset_ms INTEGER NOT NULL);
INSERT INTO clock VALUES (1, 0);
CREATE TABLE company (number INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE control_value (
  company INTEGER NOT NULL REFERENCES company, code TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (company, code)
) WITHOUT ROWID;
CREATE TABLE store_cross_reference (
  company INTEGER NOT NULL REFERENCES company, system_cd TEXT NOT NULL, store_cd TEXT NOT NULL, name TEXT NOT NULL,
  city TEXT NOT NULL, province TEXT NOT NULL, postal TEXT NOT NULL, country TEXT NOT NULL,
  PRIMARY KEY (company, system_cd, store_cd)
) WITHOUT ROWID;
CREATE TABLE warehouse (
  company INTEGER NOT NULL REFERENCES company, number INTEGER NOT NULL, location_cd TEXT NOT NULL,
  PRIMARY KEY (company, number)
) WITHOUT ROWID;
CREATE TABLE process (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE orders (
  company INTEGER NOT NULL REFERENCES company, number INTEGER NOT NULL, role TEXT NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (company, number)
) WITHOUT ROWID;
CREATE TABLE broker_record (
  id INTEGER PRIMARY KEY, company INTEGER NOT NULL, order_number INTEGER NOT NULL, line INTEGER NOT NULL, kind TEXT NOT NULL,
  letter TEXT NOT NULL, letter_before TEXT NOT NULL, request_id TEXT NOT NULL, broker_line TEXT NOT NULL, item TEXT NOT NULL,
  quantity INTEGER NOT NULL, originating TEXT NOT NULL, fulfilling TEXT NOT NULL, pickup TEXT NOT NULL, via TEXT NOT NULL,
  tracking TEXT NOT NULL, told TEXT NOT NULL, asked_at TEXT NOT NULL, reason TEXT NOT NULL, refused TEXT NOT NULL,
  invoice INTEGER NOT NULL
);
CREATE INDEX broker_record_order ON broker_record (company, order_number);
CREATE INDEX broker_record_request ON broker_record (company, request_id);
CREATE INDEX broker_record_letter ON broker_record (company, letter, asked_at);
CREATE TABLE broker_history (
  id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL, at TEXT NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX broker_history_record ON broker_history (record_id);
CREATE TABLE order_history (
  id INTEGER PRIMARY KEY, company INTEGER NOT NULL, order_number INTEGER NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX order_history_order ON order_history (company, order_number);
CREATE TABLE outgoing (
  id INTEGER PRIMARY KEY, company INTEGER NOT NULL, process TEXT NOT NULL, purpose TEXT NOT NULL, operation TEXT NOT NULL,
  order_number INTEGER NOT NULL, records TEXT NOT NULL, envelope TEXT NOT NULL, made_at TEXT NOT NULL,
  attempts INTEGER NOT NULL, answer TEXT
);
CREATE INDEX outgoing_open ON outgoing (process, id) WHERE answer IS NULL;
`;
