-- DropIndex
DROP INDEX "Task_vendor_state_idx";

-- CreateIndex
CREATE INDEX "Task_vendor_state_createdAt_idx" ON "Task"("vendor", "state", "createdAt" DESC);
