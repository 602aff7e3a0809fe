-- AlterTable
ALTER TABLE "Host" ADD COLUMN "sampledBy" TEXT,
ADD COLUMN "sampledUntil" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "ServiceSample" (
    "environmentId" UUID NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "cpuCores" REAL,
    "memoryBytes" REAL,
    "receivedBytes" REAL,
    "sentBytes" REAL,
    "readBytes" REAL,
    "writtenBytes" REAL,
    "tasksWaiting" REAL,
    "requests" INTEGER,
    "errors" INTEGER,
    "seconds" SMALLINT NOT NULL,
    "service" TEXT NOT NULL,
    "responsesByTime" INTEGER[] DEFAULT ARRAY[]::INTEGER[],

    CONSTRAINT "ServiceSample_pkey" PRIMARY KEY ("environmentId", "seconds", "at", "service")
);

-- CreateTable
CREATE TABLE "HostSample" (
    "hostId" UUID NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "cpuCores" REAL,
    "memoryBytes" REAL,
    "receivedBytes" REAL,
    "sentBytes" REAL,
    "readBytes" REAL,
    "writtenBytes" REAL,
    "diskFreeBytes" REAL,
    "operationsQueued" REAL,
    "operationsRunning" REAL,
    "seconds" SMALLINT NOT NULL,

    CONSTRAINT "HostSample_pkey" PRIMARY KEY ("hostId", "seconds", "at")
);

-- AddForeignKey
ALTER TABLE "ServiceSample" ADD CONSTRAINT "ServiceSample_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HostSample" ADD CONSTRAINT "HostSample_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host"("id") ON DELETE CASCADE ON UPDATE CASCADE;
