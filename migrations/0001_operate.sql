ALTER TABLE `connection` ADD `nights_over` integer;--> statement-breakpoint
ALTER TABLE `connection` ADD `changes_pruned` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `connection` ADD `runs_pruned` integer DEFAULT 0 NOT NULL;