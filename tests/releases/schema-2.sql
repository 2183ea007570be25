BEGIN TRANSACTION;
CREATE TABLE claims (
	id INTEGER NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	day DATE NOT NULL, 
	slug VARCHAR(64) NOT NULL, 
	topic JSON NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (channel, day)
);
INSERT INTO "claims" VALUES(1,'demo','2026-11-24','bats','{"title": "Bats", "slug": "bats", "reason": "a test", "origin": "shipped", "text": "", "sources": [], "hashtags": [], "about": ""}');
INSERT INTO "claims" VALUES(2,'demo','2026-11-23','tides','{"title": "Tides", "slug": "tides", "reason": "a test", "origin": "shipped", "text": "", "sources": [], "hashtags": [], "about": ""}');
INSERT INTO "claims" VALUES(3,'demo','2026-11-22','zero','{"title": "Zero", "slug": "zero", "reason": "a test", "origin": "shipped", "text": "", "sources": [], "hashtags": [], "about": ""}');
CREATE TABLE films (
	"key" VARCHAR(64) NOT NULL, 
	film JSON NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE fingerprints (
	run_key VARCHAR(200) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	day DATE NOT NULL, 
	found JSON NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (run_key)
);
CREATE TABLE keys (
	"key" VARCHAR(200) NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE notices (
	"key" VARCHAR(200) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE payments (
	id INTEGER NOT NULL, 
	vendor VARCHAR(32) NOT NULL, 
	purpose VARCHAR(64) NOT NULL, 
	unit VARCHAR(32) NOT NULL, 
	units FLOAT NOT NULL, 
	cost FLOAT NOT NULL, 
	run VARCHAR(200) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	receipt JSON, 
	month VARCHAR(7) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "payments" VALUES(1,'openai','a test','tokens',10.0,0.5,'run-0','paid','{"id": "1"}','2026-11','2026-11-24T06:00:00+00:00');
INSERT INTO "payments" VALUES(2,'openai','a test','tokens',10.0,9.0,'run-0','refused','{"id": "1"}','2026-11','2026-11-24T06:00:00+00:00');
INSERT INTO "payments" VALUES(3,'elevenlabs','a test','tokens',10.0,1.25,'run-0','intended','null','2026-11','2026-11-24T06:00:00+00:00');
CREATE TABLE publications (
	run_key VARCHAR(200) NOT NULL, 
	publisher VARCHAR(32) NOT NULL, 
	video VARCHAR(64) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	receipt JSON, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (run_key)
);
INSERT INTO "publications" VALUES('demo/2026-11-24/bats','youtube','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','intended','null','2026-11-24T06:00:00+00:00');
INSERT INTO "publications" VALUES('demo/2026-11-23/tides','youtube','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','published','{"run_key": "demo/2026-11-23/tides", "publisher": "youtube", "location": "https://youtu.be/1", "folder": "", "video": {"sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bytes": 1, "suffix": ".mp4"}, "files": [], "notes": [], "missing": []}','2026-11-24T06:00:00+00:00');
CREATE TABLE reviews (
	video VARCHAR(64) NOT NULL, 
	decision JSON NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (video)
);
INSERT INTO "reviews" VALUES('a film','{"approved": true, "reason": "", "title": "", "description": "", "hashtags": []}','2026-11-24T06:00:00+00:00');
CREATE TABLE runs (
	id INTEGER NOT NULL, 
	run_key VARCHAR(200) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	outcome VARCHAR(16) NOT NULL, 
	seconds FLOAT NOT NULL, 
	record JSON NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES(1,'demo/2026-11-22/bats','demo','failed',20.0,'{"run_key": "demo/2026-11-22/bats", "flow_run": "run-2", "channel": "demo", "day": "2026-11-22", "outcome": "failed", "at": "2026-11-24T06:00:00Z", "total_seconds": 20.0, "stages": [{"stage": "script", "executed": 1, "cached": 0, "failed": 0, "started": 0.0, "seconds": 2.0, "retries": 0}], "metrics": {}, "left": {}, "notes": [], "quotes": false, "error": "No voice."}','2026-11-24T06:00:00+00:00');
INSERT INTO "runs" VALUES(2,'demo/2026-11-23/bats','demo','published',20.0,'{"run_key": "demo/2026-11-23/bats", "flow_run": "run-1", "channel": "demo", "day": "2026-11-23", "outcome": "published", "at": "2026-11-24T06:00:00Z", "total_seconds": 20.0, "stages": [{"stage": "script", "executed": 1, "cached": 0, "failed": 0, "started": 0.0, "seconds": 2.0, "retries": 0}], "metrics": {"cost_usd": 0.5}, "left": {}, "notes": [], "quotes": false, "error": ""}','2026-11-24T06:00:00+00:00');
CREATE TABLE runs_begun (
	flow_run VARCHAR(64) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	run JSON NOT NULL, 
	PRIMARY KEY (flow_run)
);
INSERT INTO "runs_begun" VALUES('killed','demo','2026-11-24T06:00:00+00:00','{"flow_run": "killed", "channel": "demo", "day": "2026-11-24", "at": "2026-11-24T06:00:00Z", "due": "2026-11-24T12:00:00Z", "waits": false, "record": null}');
INSERT INTO "runs_begun" VALUES('run-0','demo','2026-11-24T06:00:00+00:00','{"flow_run": "run-0", "channel": "demo", "day": "2026-11-24", "at": "2026-11-24T06:00:00Z", "due": "2026-11-24T12:00:00Z", "waits": true, "record": {"run_key": "demo/2026-11-24/bats", "flow_run": "run-0", "channel": "demo", "day": "2026-11-24", "outcome": "waiting", "at": "2026-11-24T06:00:00Z", "total_seconds": 20.0, "stages": [{"stage": "script", "executed": 1, "cached": 0, "failed": 0, "started": 0.0, "seconds": 2.0, "retries": 0}], "metrics": {}, "left": {}, "notes": [], "quotes": false, "error": ""}}');
CREATE TABLE schema_version (
	number INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "schema_version" VALUES(2);
CREATE TABLE told (
	run_key VARCHAR(200) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	told JSON NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (run_key)
);
CREATE TABLE upgrades (
	schema INTEGER NOT NULL, 
	claims INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (schema)
);
CREATE TABLE uploads (
	run_key VARCHAR(200) NOT NULL, 
	upload JSON NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	owner VARCHAR(64) NOT NULL, 
	until FLOAT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (run_key)
);
INSERT INTO "uploads" VALUES('demo/2026-11-24/bats','{"state": "sending", "film": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bytes": 1000, "session": "https://upload.example/1", "ended_at": 0.0, "video_id": "", "turned_down": [], "done": [], "notes": []}','sending','',0.0,'2026-11-24T06:00:00+00:00');
CREATE INDEX ix_fingerprints_channel ON fingerprints (channel);
CREATE INDEX ix_payments_month ON payments (month);
CREATE INDEX ix_payments_run ON payments (run);
CREATE INDEX ix_payments_vendor ON payments (vendor);
CREATE INDEX ix_runs_run_key ON runs (run_key);
CREATE INDEX ix_runs_channel ON runs (channel);
CREATE INDEX ix_runs_begun_channel ON runs_begun (channel);
CREATE INDEX ix_told_at ON told (at);
CREATE INDEX ix_told_channel ON told (channel);
CREATE INDEX ix_uploads_state ON uploads (state);
COMMIT;
