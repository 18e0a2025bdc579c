-- Two roles on PostgreSQL: the owner makes and upgrades tables, the service works in them and can neither change
-- the audit trail nor switch off what guards it. Run it after each upgrade, as the owner:
--   DATABASE_URL=postgresql://huanxin:…@127.0.0.1/huanxin huanxin migrate
--   psql postgresql://huanxin:…@127.0.0.1/huanxin -f postgres-roles.sql
-- and let the service log in as huanxin_service. Once, before: CREATE ROLE huanxin_service LOGIN PASSWORD '…';
DO $$ BEGIN
  -- A backup is proved by restoring it into a schema of its own, which is rolled back.
  EXECUTE format('GRANT CREATE ON DATABASE %I TO huanxin_service', current_database());
  -- The queue's tables are the service's own.
  EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO huanxin_service', current_schema());
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO huanxin_service', current_schema());
  EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO huanxin_service', current_schema());
END $$;
REVOKE ALL ON audit_event FROM huanxin_service, PUBLIC;
GRANT SELECT, INSERT ON audit_event TO huanxin_service;
REVOKE INSERT, UPDATE, DELETE ON schema_migration FROM huanxin_service;
