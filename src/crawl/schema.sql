-- The state of a crawl. Times are milliseconds since 1970.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The politeness units: see fetch/politeness.rs for the columns of the pace.
CREATE TABLE hosts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    ready_at INTEGER,                 -- when its next queued URL may be asked; NULL: none queued
    next_at INTEGER NOT NULL DEFAULT 0,
    latency REAL NOT NULL DEFAULT 0,
    stretch REAL NOT NULL DEFAULT 1,
    failures INTEGER NOT NULL DEFAULT 0,
    last_error TEXT
) STRICT;
CREATE INDEX hosts_ready ON hosts (ready_at) WHERE ready_at IS NOT NULL;

CREATE TABLE urls (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL UNIQUE,      -- identity of the page: see crawl/address.rs
    url TEXT NOT NULL,                -- as asked for
    host INTEGER NOT NULL,            -- host of the next request
    kind INTEGER NOT NULL,
    site INTEGER NOT NULL DEFAULT 0,  -- the site it was found for; 0 for none
    depth INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0, -- 0 queued, 1 done
    due INTEGER NOT NULL,             -- not before; small numbers are ranks: see frontier.rs
    tries INTEGER NOT NULL DEFAULT 0, -- failed tries of the next request
    spent INTEGER NOT NULL DEFAULT 0, -- milliseconds of all requests so far
    hops TEXT                         -- URLs it was redirected to, one a line
) STRICT;
CREATE INDEX urls_queue ON urls (host, due, id) WHERE state = 0;

-- How done URLs ended, and what a later visit needs.
CREATE TABLE results (
    url INTEGER PRIMARY KEY,
    status TEXT NOT NULL,
    http_status INTEGER,
    fetched_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    elapsed INTEGER NOT NULL,
    etag TEXT,
    last_modified TEXT,
    hash TEXT                         -- of the text
) STRICT;

-- Canonical URLs and contents seen, to know found pages that say the same.
CREATE TABLE seen (mark INTEGER PRIMARY KEY, url INTEGER NOT NULL) STRICT;

-- Sites to be crawled: pages of this registrable domain, or host, below this path.
CREATE TABLE sites (id INTEGER PRIMARY KEY, domain TEXT NOT NULL, path TEXT NOT NULL) STRICT;

CREATE TABLE robots (
    origin TEXT PRIMARY KEY,
    code INTEGER,                     -- 200 with a body, 404 for none, the code of a failing server
    body BLOB,
    failure TEXT,                     -- status for the URLs of an origin that can't be reached
    fetched_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    hops TEXT                         -- URLs it was redirected to so far, one a line
) STRICT, WITHOUT ROWID;

-- First pages of articles whose last has not come yet, as fetched.
CREATE TABLE parts (
    id INTEGER PRIMARY KEY,
    url INTEGER NOT NULL,
    page_url TEXT NOT NULL,
    content_type TEXT,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX parts_url ON parts (url);
