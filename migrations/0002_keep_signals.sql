ALTER TABLE `signal` ADD `read_by` text;--> statement-breakpoint
ALTER TABLE `step` ADD `resting` integer DEFAULT 0 NOT NULL;