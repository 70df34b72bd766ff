-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "VendorHealth" (
    "vendor" TEXT NOT NULL,
    "isSandbox" BOOLEAN NOT NULL,
    "learntLimit" INTEGER,
    "learntAt" TIMESTAMPTZ(3),
    "pausedUntil" TIMESTAMPTZ(3),
    "pauseReason" TEXT,
    "pausesInARow" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failingSince" TIMESTAMPTZ(3),
    "downSince" TIMESTAMPTZ(3),
    "retryAt" TIMESTAMPTZ(3),
    "retries" INTEGER NOT NULL DEFAULT 0,
    "lastFailureCode" TEXT,
    "lastFailureAt" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "VendorHealth_pkey" PRIMARY KEY ("vendor","isSandbox")
);
