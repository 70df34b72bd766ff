-- CreateTable
CREATE TABLE "DeletedTask" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "failureCode" TEXT,
    "isSandbox" BOOLEAN NOT NULL,
    "creditsQuoted" DOUBLE PRECISION,
    "creditsCharged" DOUBLE PRECISION,
    "duration" DOUBLE PRECISION,
    "resolution" TEXT,
    "upscale" TEXT,
    "hasVideos" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "submittedAt" TIMESTAMPTZ(3),
    "vendorDoneAt" TIMESTAMPTZ(3),

    CONSTRAINT "DeletedTask_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "DeletedTask_userId_idx" ON "DeletedTask"("userId");

-- CreateIndex
CREATE INDEX "DeletedTask_vendor_state_createdAt_idx" ON "DeletedTask"("vendor", "state", "createdAt" DESC);

-- AddForeignKey
ALTER TABLE "DeletedTask" ADD CONSTRAINT "DeletedTask_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
