-- CreateTable
CREATE TABLE "SecretVersion" (
    "environmentId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "valueEncrypted" BYTEA NOT NULL,
    "createdBy" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SecretVersion_pkey" PRIMARY KEY ("environmentId","name","version")
);

-- AddForeignKey
ALTER TABLE "SecretVersion" ADD CONSTRAINT "SecretVersion_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Values in use are versions too; earlier ones were not kept.
INSERT INTO "SecretVersion" ("environmentId", "name", "version", "valueEncrypted", "createdAt")
SELECT "environmentId", "name", "version", "valueEncrypted", "createdAt" FROM "Secret";

-- CreateTable
CREATE TABLE "AuditHead" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "sequence" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditHead_pkey" PRIMARY KEY ("id")
);
INSERT INTO "AuditHead" ("id", "sequence", "hash") VALUES (1, 0, repeat('0', 64));

-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN     "after" JSONB,
ADD COLUMN     "before" JSONB,
ADD COLUMN     "clientAddress" TEXT,
ADD COLUMN     "contentHash" TEXT,
ADD COLUMN     "environmentId" UUID,
ADD COLUMN     "hash" TEXT,
ADD COLUMN     "previousHash" TEXT,
ADD COLUMN     "principalId" TEXT,
ADD COLUMN     "requestId" TEXT,
ADD COLUMN     "result" TEXT NOT NULL DEFAULT 'done',
ADD COLUMN     "sequence" BIGINT,
ADD COLUMN     "userAgent" TEXT;

-- JSON with sorted keys and no space, as canonicalJson of packages/compose-model writes it: only for the entries that are there already.
CREATE FUNCTION pg_temp.canonical(value jsonb) RETURNS text LANGUAGE sql AS $$
  SELECT CASE jsonb_typeof(value)
    WHEN 'object' THEN (
      SELECT '{' || coalesce(string_agg(to_json(key)::text || ':' || pg_temp.canonical(item), ',' ORDER BY key COLLATE "C"), '') || '}'
      FROM jsonb_each(value) AS member(key, item))
    WHEN 'array' THEN (
      SELECT '[' || coalesce(string_agg(pg_temp.canonical(item), ',' ORDER BY place), '') || ']'
      FROM jsonb_array_elements(value) WITH ORDINALITY AS element(item, place))
    ELSE value::text
  END
$$;

UPDATE "AuditEntry" SET "contentHash" = encode(sha256(convert_to(pg_temp.canonical(jsonb_build_object(
  'at', to_char("at", 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'principal', principal, 'principalId', "principalId",
  'clientAddress', "clientAddress", 'userAgent', "userAgent", 'requestId', "requestId", 'action', action, 'subject', subject,
  'environmentId', "environmentId", 'result', result, 'detail', detail, 'before', "before", 'after', "after"
)), 'UTF8')), 'hex');

DO $$
DECLARE
  entry record;
  number bigint := 0;
  previous text := repeat('0', 64);
  link text;
BEGIN
  FOR entry IN SELECT id, "contentHash" FROM "AuditEntry" ORDER BY "at", id LOOP
    number := number + 1;
    link := encode(sha256(convert_to(number || ' ' || previous || ' ' || entry."contentHash", 'UTF8')), 'hex');
    UPDATE "AuditEntry" SET sequence = number, "previousHash" = previous, hash = link WHERE id = entry.id;
    previous := link;
  END LOOP;
  UPDATE "AuditHead" SET sequence = number, hash = previous WHERE id = 1;
END
$$;

ALTER TABLE "AuditEntry" ALTER COLUMN "contentHash" SET NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "AuditEntry_sequence_key" ON "AuditEntry"("sequence");

-- CreateIndex
CREATE INDEX "AuditEntry_environmentId_sequence_idx" ON "AuditEntry"("environmentId", "sequence");

-- CreateIndex
CREATE INDEX "AuditEntry_principal_sequence_idx" ON "AuditEntry"("principal", "sequence");

-- CreateIndex
CREATE INDEX "AuditEntry_at_idx" ON "AuditEntry"("at");

-- Numbers and links an entry when its transaction commits: the lock of the head is the last one taken, and held for a moment only.
CREATE FUNCTION "audit_chain"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head "AuditHead"%ROWTYPE;
  link text;
BEGIN
  SELECT * INTO STRICT head FROM "AuditHead" WHERE id = 1 FOR UPDATE;
  link := encode(sha256(convert_to(head.sequence + 1 || ' ' || head.hash || ' ' || NEW."contentHash", 'UTF8')), 'hex');
  UPDATE "AuditEntry" SET sequence = head.sequence + 1, "previousHash" = head.hash, hash = link WHERE id = NEW.id;
  UPDATE "AuditHead" SET sequence = head.sequence + 1, hash = link WHERE id = 1;
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER "AuditEntry_chain" AFTER INSERT ON "AuditEntry" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION "audit_chain"();

-- An entry comes without a place; the chain alone gives it one, once, and nothing else of it ever changes.
CREATE FUNCTION "audit_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.sequence IS NULL AND NEW."previousHash" IS NULL AND NEW.hash IS NULL THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND OLD.hash IS NULL
    AND to_jsonb(NEW) - '{sequence,previousHash,hash}'::text[] = to_jsonb(OLD) - '{sequence,previousHash,hash}'::text[] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'The audit log is append-only: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER "AuditEntry_guard" BEFORE INSERT OR UPDATE OR DELETE ON "AuditEntry"
  FOR EACH ROW EXECUTE FUNCTION "audit_guard"();
CREATE TRIGGER "AuditEntry_guard_truncate" BEFORE TRUNCATE ON "AuditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_guard"();

-- The head moves with the chain only.
CREATE FUNCTION "audit_head_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'The audit log is append-only: % of its head is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER "AuditHead_guard" BEFORE INSERT OR UPDATE OR DELETE ON "AuditHead"
  FOR EACH ROW EXECUTE FUNCTION "audit_head_guard"();
CREATE TRIGGER "AuditHead_guard_truncate" BEFORE TRUNCATE ON "AuditHead"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_head_guard"();
