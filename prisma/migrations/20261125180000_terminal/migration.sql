-- CreateTable
CREATE TABLE "TerminalSession" (
    "id" UUID NOT NULL,
    "environmentId" UUID,
    "environmentName" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "containerId" TEXT NOT NULL,
    "program" TEXT NOT NULL,
    "root" BOOLEAN NOT NULL,
    "personId" UUID NOT NULL,
    "openedBy" JSONB NOT NULL,
    "workerId" TEXT,
    "leaseExpiresAt" TIMESTAMP(3) NOT NULL,
    "endRequested" TEXT,
    "openedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),
    "end" TEXT,
    "exitCode" INTEGER,

    CONSTRAINT "TerminalSession_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "TerminalSession_environmentId_id_idx" ON "TerminalSession"("environmentId", "id");

-- CreateIndex
CREATE INDEX "TerminalSession_personId_endedAt_idx" ON "TerminalSession"("personId", "endedAt");

-- CreateIndex
CREATE INDEX "TerminalSession_endedAt_leaseExpiresAt_idx" ON "TerminalSession"("endedAt", "leaseExpiresAt");

-- AddForeignKey
ALTER TABLE "TerminalSession" ADD CONSTRAINT "TerminalSession_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE SET NULL ON UPDATE CASCADE;
