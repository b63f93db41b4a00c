-- A snoozed letter wakes when its writer writes again, unless people want it to sleep on.
ALTER TABLE letters ADD COLUMN stays_asleep INTEGER NOT NULL DEFAULT 0;
ALTER TABLE moves ADD COLUMN before_stays_asleep INTEGER NOT NULL DEFAULT 0;
