-- Roles of people and service accounts, and tokens that belong to somebody. Tokens from before belong to nobody and act as the owner.
CREATE TYPE "Role" AS ENUM ('owner', 'admin', 'operator', 'developer', 'viewer');

CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabledAt" TIMESTAMP(3),
    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

CREATE TABLE "ServiceAccount" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabledAt" TIMESTAMP(3),
    CONSTRAINT "ServiceAccount_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "ServiceAccount_name_key" ON "ServiceAccount"("name");

CREATE TABLE "RoleAssignment" (
    "id" UUID NOT NULL,
    "userId" UUID,
    "serviceAccountId" UUID,
    "role" "Role" NOT NULL,
    "environmentId" UUID,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "RoleAssignment_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "RoleAssignment_userId_environmentId_key" ON "RoleAssignment"("userId", "environmentId");
CREATE UNIQUE INDEX "RoleAssignment_serviceAccountId_environmentId_key" ON "RoleAssignment"("serviceAccountId", "environmentId");
CREATE INDEX "RoleAssignment_environmentId_idx" ON "RoleAssignment"("environmentId");
ALTER TABLE "RoleAssignment" ADD CONSTRAINT "RoleAssignment_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "RoleAssignment" ADD CONSTRAINT "RoleAssignment_serviceAccountId_fkey" FOREIGN KEY ("serviceAccountId") REFERENCES "ServiceAccount"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "RoleAssignment" ADD CONSTRAINT "RoleAssignment_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "ApiToken"
    ADD COLUMN "prefix" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "userId" UUID,
    ADD COLUMN "serviceAccountId" UUID,
    ADD COLUMN "madeById" UUID,
    ADD COLUMN "actions" TEXT[] DEFAULT ARRAY[]::TEXT[],
    ADD COLUMN "environmentIds" UUID[] DEFAULT ARRAY[]::UUID[],
    ADD COLUMN "expiresAt" TIMESTAMP(3),
    ADD COLUMN "revokedAt" TIMESTAMP(3);
CREATE INDEX "ApiToken_userId_idx" ON "ApiToken"("userId");
CREATE INDEX "ApiToken_serviceAccountId_idx" ON "ApiToken"("serviceAccountId");
CREATE INDEX "ApiToken_madeById_idx" ON "ApiToken"("madeById");
ALTER TABLE "ApiToken" ADD CONSTRAINT "ApiToken_madeById_fkey" FOREIGN KEY ("madeById") REFERENCES "ApiToken"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ApiToken" ADD CONSTRAINT "ApiToken_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ApiToken" ADD CONSTRAINT "ApiToken_serviceAccountId_fkey" FOREIGN KEY ("serviceAccountId") REFERENCES "ServiceAccount"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "Operation" ADD COLUMN "orderedBy" JSONB;
