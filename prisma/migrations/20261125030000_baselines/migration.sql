-- CreateTable
CREATE TABLE "Baseline" (
    "key" TEXT NOT NULL,
    "trustDomain" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "migrationsHash" TEXT NOT NULL,
    "pythonKey" TEXT NOT NULL,
    "layout" TEXT NOT NULL,
    "files" JSONB NOT NULL,
    "bytes" INTEGER NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Baseline_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "Baseline_trustDomain_engine_pythonKey_idx" ON "Baseline"("trustDomain", "engine", "pythonKey");
