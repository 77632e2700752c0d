-- WITHOUT ROWID (drizzle cannot say it): each of these rows is found by its key, so a second copy of the key in an index of its own
-- would only be one more row to write and to pay for.
CREATE TABLE `alert` (
	`connection_id` text NOT NULL,
	`subject` text NOT NULL,
	`told_at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `subject`)
);
--> statement-breakpoint
CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`connection_id` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`detail` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_recent` ON `audit` (`connection_id`);--> statement-breakpoint
CREATE TABLE `change` (
	`run_id` text NOT NULL,
	`seq` integer NOT NULL,
	`connection_id` text NOT NULL,
	`entity` text NOT NULL,
	`side` text NOT NULL,
	`operation` text NOT NULL,
	`smh_id` text,
	`accurate_id` text,
	`label` text NOT NULL,
	`before` text,
	`after` text,
	`state` text NOT NULL,
	`smh_seq` integer,
	`accurate_seq` integer,
	`leaves_problem` integer DEFAULT 0 NOT NULL,
	`error` text,
	`in_doubt` integer DEFAULT 0 NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`run_id`, `seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `change_planned` ON `change` (`run_id`,`operation`,`entity`,`side`,`seq`) WHERE state = 'planned';--> statement-breakpoint
CREATE INDEX `change_previewed` ON `change` (`run_id`,(CASE operation WHEN 'remove' THEN 0 WHEN 'update' THEN 1 WHEN 'link' THEN 2 ELSE 3 END),`seq`) WHERE state = 'previewed';--> statement-breakpoint
CREATE INDEX `change_smh` ON `change` (`connection_id`,`entity`,`smh_id`) WHERE smh_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `change_accurate` ON `change` (`connection_id`,`entity`,`accurate_id`) WHERE smh_id IS NULL AND accurate_id IS NOT NULL;--> statement-breakpoint
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
CREATE TABLE `conflict` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`entity` text NOT NULL,
	`smh_id` text NOT NULL,
	`accurate_id` text NOT NULL,
	`label` text NOT NULL,
	`field` text NOT NULL,
	`smh_value` text NOT NULL,
	`accurate_value` text NOT NULL,
	`winner` text,
	`run_id` text NOT NULL,
	`at` integer NOT NULL,
	`decided_by` text,
	`decided_at` integer
);
--> statement-breakpoint
CREATE INDEX `conflict_recent` ON `conflict` (`connection_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `conflict_open` ON `conflict` (`connection_id`,`at`,`id`) WHERE winner IS NULL;--> statement-breakpoint
CREATE INDEX `conflict_run` ON `conflict` (`run_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `conflict_once` ON `conflict` (`connection_id`,`entity`,`smh_id`,`field`,`smh_value`,`accurate_value`);--> statement-breakpoint
CREATE TABLE `connection` (
	`id` text PRIMARY KEY NOT NULL,
	`settings` text,
	`fence` integer DEFAULT 0 NOT NULL,
	`holder` text,
	`relist_at` integer DEFAULT 0 NOT NULL,
	`branches` text DEFAULT '[]' NOT NULL,
	`page_sizes` text DEFAULT '{}' NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `credential` (
	`connection_id` text NOT NULL,
	`system` text NOT NULL,
	`sealed` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `system`)
);
--> statement-breakpoint
CREATE TABLE `dead_letter` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`queue` text NOT NULL,
	`body` text NOT NULL,
	`cause` text NOT NULL,
	`at` integer NOT NULL,
	`replayed_at` integer,
	`digest` text
);
--> statement-breakpoint
CREATE INDEX `dead_letter_recent` ON `dead_letter` (`connection_id`,`at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `dead_letter_digest` ON `dead_letter` (`connection_id`,`queue`,`digest`) WHERE digest IS NOT NULL;--> statement-breakpoint
CREATE TABLE `exchange` (
	`connection_id` text NOT NULL,
	`entity` text NOT NULL,
	`side` text NOT NULL,
	`record_id` text NOT NULL,
	`field` text NOT NULL,
	`run_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `entity`, `side`, `record_id`, `field`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `heard` (
	`connection_id` text NOT NULL,
	`source` text NOT NULL,
	`hour` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `source`, `hour`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `inbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`connection_id` text NOT NULL,
	`source` text NOT NULL,
	`delivery_id` text NOT NULL,
	`entity` text NOT NULL,
	`record_id` text NOT NULL,
	`version` integer,
	`gone` integer DEFAULT 0 NOT NULL,
	`received_at` integer NOT NULL,
	`read_by` text,
	`done_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_delivery` ON `inbox` (`connection_id`,`source`,`delivery_id`,`entity`,`record_id`);--> statement-breakpoint
CREATE INDEX `inbox_open` ON `inbox` (`connection_id`,`source`,`entity`,`record_id`) WHERE done_at IS NULL;--> statement-breakpoint
CREATE TABLE `intent` (
	`connection_id` text NOT NULL,
	`entity` text NOT NULL,
	`side` text NOT NULL,
	`source_id` text NOT NULL,
	`code_key` text NOT NULL,
	`sent` text NOT NULL,
	`run_id` text NOT NULL,
	`sent_at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `entity`, `side`, `source_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `link` (
	`connection_id` text NOT NULL,
	`entity` text NOT NULL,
	`smh_id` text NOT NULL,
	`accurate_id` text NOT NULL,
	`origin` text NOT NULL,
	`state` text NOT NULL,
	`base` text NOT NULL,
	`projection_version` integer NOT NULL,
	`synced_at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `entity`, `smh_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `link_accurate` ON `link` (`connection_id`,`entity`,`accurate_id`);--> statement-breakpoint
CREATE TABLE `mark` (
	`connection_id` text NOT NULL,
	`side` text NOT NULL,
	`entity` text NOT NULL,
	`record_id` text NOT NULL,
	`dummy` integer NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `side`, `entity`, `record_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `notice` (
	`connection_id` text NOT NULL,
	`run_id` text NOT NULL,
	`what` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `run_id`, `what`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `press` (
	`connection_id` text NOT NULL,
	`button` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `button`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `press_age` ON `press` (`at`);--> statement-breakpoint
CREATE TABLE `problem` (
	`connection_id` text NOT NULL,
	`entity` text NOT NULL,
	`side` text NOT NULL,
	`record_id` text NOT NULL,
	`reason` text NOT NULL,
	`field` text,
	`detail` text NOT NULL,
	`first_seen` integer NOT NULL,
	`last_seen` integer NOT NULL,
	`attempts` integer NOT NULL,
	`run_id` text NOT NULL,
	PRIMARY KEY(`connection_id`, `entity`, `side`, `record_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `problem_reason` ON `problem` (`connection_id`,`reason`,`entity`);--> statement-breakpoint
CREATE TABLE `record` (
	`connection_id` text NOT NULL,
	`side` text NOT NULL,
	`entity` text NOT NULL,
	`id` text NOT NULL,
	`code_key` text,
	`code` text,
	`name` text,
	`name_key` text,
	`active` integer NOT NULL,
	`dummy` integer NOT NULL,
	`held` text,
	`partner_id` text,
	`version` text NOT NULL,
	`projection` text NOT NULL,
	`facts` text NOT NULL,
	`changed_seq` integer DEFAULT 0 NOT NULL,
	`planned_seq` integer DEFAULT 0 NOT NULL,
	`plan_after` integer,
	`gone_at` integer,
	PRIMARY KEY(`connection_id`, `side`, `entity`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `record_code` ON `record` (`connection_id`,`side`,`entity`,`code_key`);--> statement-breakpoint
CREATE INDEX `record_name` ON `record` (`connection_id`,`side`,`entity`,`name_key`);--> statement-breakpoint
CREATE INDEX `record_partner` ON `record` (`connection_id`,`side`,`entity`,`partner_id`) WHERE partner_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `record_queue` ON `record` (`connection_id`,`entity`,`side`,`id`) WHERE changed_seq > planned_seq;--> statement-breakpoint
CREATE INDEX `record_due` ON `record` (`connection_id`,`plan_after`) WHERE plan_after IS NOT NULL;--> statement-breakpoint
CREATE INDEX `record_gone` ON `record` (`connection_id`,`entity`,`side`,`id`) WHERE gone_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `record_dummy` ON `record` (`connection_id`,`entity`,`side`,`id`) WHERE dummy = 1;--> statement-breakpoint
CREATE TABLE `refusal` (
	`connection_id` text NOT NULL,
	`side` text NOT NULL,
	`entity` text NOT NULL,
	`words` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `entity`, `side`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `run` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`mode` text NOT NULL,
	`entities` text NOT NULL,
	`trigger` text NOT NULL,
	`actor` text NOT NULL,
	`state` text NOT NULL,
	`phase` integer NOT NULL,
	`fence` integer NOT NULL,
	`subject` text,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`error` text,
	`question` text,
	`confirmed` integer DEFAULT 0 NOT NULL,
	`sums` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `run_active` ON `run` (`connection_id`,(CASE mode WHEN 'full' THEN 'auto' ELSE mode END)) WHERE state IN ('queued', 'scanning', 'applying', 'needs_confirmation') AND mode <> 'verb';--> statement-breakpoint
CREATE INDEX `run_unfinished` ON `run` (`connection_id`,`started_at`) WHERE finished_at IS NULL;--> statement-breakpoint
CREATE INDEX `run_requested` ON `run` (`connection_id`,`started_at`) WHERE mode NOT IN ('signals', 'verb');--> statement-breakpoint
CREATE INDEX `run_recent` ON `run` (`connection_id`,`started_at`,`id`);--> statement-breakpoint
CREATE TABLE `step` (
	`id` text PRIMARY KEY NOT NULL,
	`run_id` text NOT NULL,
	`phase` integer NOT NULL,
	`work` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`claim` text,
	`claimed_until` integer,
	`not_before` integer DEFAULT 0 NOT NULL,
	`result` text
);
--> statement-breakpoint
CREATE INDEX `step_open` ON `step` (`run_id`,`phase`,`state`);--> statement-breakpoint
CREATE INDEX `step_claimed` ON `step` (`claim`) WHERE claim IS NOT NULL;--> statement-breakpoint
CREATE TABLE `verdict` (
	`connection_id` text NOT NULL,
	`entity` text NOT NULL,
	`smh_id` text NOT NULL,
	`accurate_id` text NOT NULL,
	`verdict` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `entity`, `smh_id`, `accurate_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `verdict_accurate` ON `verdict` (`connection_id`,`entity`,`accurate_id`);--> statement-breakpoint
CREATE TABLE `watcher` (
	`run_id` text NOT NULL,
	`chat_id` integer NOT NULL,
	`message_id` integer NOT NULL,
	`language` text NOT NULL,
	`shown` text NOT NULL,
	`not_before` integer DEFAULT 0 NOT NULL,
	`finished` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`run_id`, `chat_id`)
);
--> statement-breakpoint
CREATE TABLE `watermark` (
	`connection_id` text NOT NULL,
	`side` text NOT NULL,
	`entity` text NOT NULL,
	`since` integer NOT NULL,
	`projection_version` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `side`, `entity`)
) WITHOUT ROWID;
