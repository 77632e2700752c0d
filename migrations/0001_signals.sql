CREATE TABLE `alert` (
	`connection_id` text NOT NULL,
	`subject` text NOT NULL,
	`told_at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `subject`)
);
--> statement-breakpoint
CREATE TABLE `channel` (
	`connection_id` text NOT NULL,
	`source` text NOT NULL,
	`heard_at` integer,
	`longest_silence_ms` integer,
	`renewed_at` integer,
	`read_up_to` integer,
	PRIMARY KEY(`connection_id`, `source`)
);
--> statement-breakpoint
CREATE TABLE `signal` (
	`connection_id` text NOT NULL,
	`side` text NOT NULL,
	`entity` text NOT NULL,
	`record_id` text NOT NULL,
	`version` integer,
	`gone` integer NOT NULL,
	`count` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `side`, `entity`, `record_id`)
);
--> statement-breakpoint
CREATE TABLE `watermark` (
	`connection_id` text NOT NULL,
	`side` text NOT NULL,
	`entity` text NOT NULL,
	`since` integer NOT NULL,
	`projection_version` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `side`, `entity`)
);
--> statement-breakpoint
DROP INDEX `run_active`;--> statement-breakpoint
CREATE UNIQUE INDEX `run_active` ON `run` (`connection_id`,(mode = 'signals')) WHERE state IN ('queued', 'scanning', 'applying', 'needs_confirmation');--> statement-breakpoint
CREATE INDEX `delivery_recent` ON `delivery` (`connection_id`,`source`,`at`);