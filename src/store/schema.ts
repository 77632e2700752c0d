import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Actor, Entity, FieldValue, Projection, Side } from "../domain/model.ts";
import type { Reason } from "../domain/reasons.ts";
import type { Ending } from "../domain/removal.ts";
import type { Action } from "./audit.ts";
import { type ChangeState, type Operation, type Origin, PREVIEW_ORDER } from "./words.ts";

/**
 * Every table carries the connection. Times are epoch milliseconds; JSON columns are text with canonical key order, and those
 * of mode "json" are parsed by drizzle wherever its query builder reads them.
 */
const connectionId = text("connection_id").notNull();
const entity = text("entity").$type<Entity>().notNull();
const side = text("side").$type<Side>().notNull();

export const connection = sqliteTable("connection", {
	id: text("id").primaryKey(),
	/** ConnectionSettings; null: the defaults of the deployment. */
	settings: text("settings"),
	/** Fencing number of the latest holder of the lease; only ever grows, a commit with an older one fails (law 10). */
	fence: integer("fence").notNull().default(0),
	/** The run that holds the lease; null: nobody does. */
	holder: text("holder"),
	/** Epoch ms: runs that began before leave no watermark, since everything has to be judged anew. */
	relistAt: integer("relist_at").notNull().default(0),
	/** JSON array: branches that records were seen to belong to by the latest run that has listed all of an entity. */
	branches: text("branches").notNull().default("[]"),
	/** JSON object by `side/entity`: how many rows of a list page the side could answer when more had failed (store/page-sizes.ts). */
	pageSizes: text("page_sizes").notNull().default("{}"),
	/** Epoch ms: the nights that were due up to then are begun, or belong to a schedule that holds no longer; null: nothing is known. */
	nightsOver: integer("nights_over"),
	/** Epoch ms: the changes of runs that began up to then have been pruned, and those runs themselves (store/prune-runs.ts). */
	changesPruned: integer("changes_pruned").notNull().default(0),
	runsPruned: integer("runs_pruned").notNull().default(0),
	createdAt: integer("created_at").notNull(),
});

/** What each side was last seen to hold: one row per record, written only when the record differs from the row (law 7). */
export const record = sqliteTable(
	"record",
	{
		connectionId,
		side,
		entity,
		id: text("id").notNull(),
		/** Normalised code, the natural key; null: no code. */
		codeKey: text("code_key"),
		code: text("code"),
		name: text("name"),
		/** Normalised name, for records that look alike. */
		nameKey: text("name_key"),
		active: integer("active").notNull(),
		/** Sample data by the rules of the connection. */
		dummy: integer("dummy").notNull(),
		/**
		 * Why it takes no part now, linked or not: another branch, a type that is left out, not approved (domain/eligibility), or UNREADABLE:
		 * what it holds is not known. null: it takes part.
		 */
		held: text("held").$type<Reason>(),
		/** Partner ID kept on the record itself, where the side does so. */
		partnerId: text("partner_id"),
		version: text("version").notNull(),
		projection: text("projection").notNull(),
		facts: text("facts").notNull(),
		/** Grows whenever somebody wants the record to be decided on (store/plan-queue.ts). */
		changedSeq: integer("changed_seq").notNull().default(0),
		/** The `changed_seq` that a plan has settled; smaller: the record is on the plan queue. */
		plannedSeq: integer("planned_seq").notNull().default(0),
		/** Epoch ms: to be put on the plan queue then; null: nothing waits for time to pass. */
		planAfter: integer("plan_after"),
		/** Set when reading the record confirmed that it is gone; the row stays until its pair is settled. */
		goneAt: integer("gone_at"),
	},
	(t) => [
		primaryKey({ columns: [t.connectionId, t.side, t.entity, t.id] }),
		index("record_code").on(t.connectionId, t.side, t.entity, t.codeKey),
		index("record_name").on(t.connectionId, t.side, t.entity, t.nameKey),
		index("record_partner").on(t.connectionId, t.side, t.entity, t.partnerId).where(sql`partner_id IS NOT NULL`),
		index("record_queue").on(t.connectionId, t.entity, t.side, t.id).where(sql`changed_seq > planned_seq`),
		index("record_due").on(t.connectionId, t.planAfter).where(sql`plan_after IS NOT NULL`),
		// Few are gone, or sample data, at any time.
		index("record_gone").on(t.connectionId, t.entity, t.side, t.id).where(sql`gone_at IS NOT NULL`),
		index("record_dummy").on(t.connectionId, t.entity, t.side, t.id).where(sql`dummy = 1`),
	],
);

/** The Partner ID mapping. */
export const link = sqliteTable(
	"link",
	{
		connectionId,
		entity,
		smhId: text("smh_id").notNull(),
		accurateId: text("accurate_id").notNull(),
		/** smh · accurate: where the pair was born · matched: both sides had it when they first met. */
		origin: text("origin").$type<Origin>().notNull(),
		/** linked · deleted · unlinked (tombstones, so that a pair that has ended does not come back). */
		state: text("state").$type<"linked" | Ending>().notNull(),
		/** Projection both sides last agreed on; a field it lacks was never agreed on. */
		base: text("base").notNull(),
		projectionVersion: integer("projection_version").notNull(),
		syncedAt: integer("synced_at").notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.connectionId, t.entity, t.smhId] }),
		uniqueIndex("link_accurate").on(t.connectionId, t.entity, t.accurateId),
	],
);

/** The one open reason why a record is not in step. */
export const problem = sqliteTable(
	"problem",
	{
		connectionId,
		entity,
		side,
		recordId: text("record_id").notNull(),
		reason: text("reason").notNull(),
		field: text("field"),
		/** A ProblemDetail as JSON (domain/problem-detail). */
		detail: text("detail").notNull(),
		firstSeen: integer("first_seen").notNull(),
		lastSeen: integer("last_seen").notNull(),
		attempts: integer("attempts").notNull(),
		runId: text("run_id").notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.connectionId, t.entity, t.side, t.recordId] }),
		index("problem_reason").on(t.connectionId, t.reason, t.entity),
	],
);

export const run = sqliteTable(
	"run",
	{
		id: text("id").primaryKey(),
		connectionId,
		mode: text("mode").notNull(),
		/** JSON array of entities. */
		entities: text("entities").notNull(),
		trigger: text("trigger").notNull(),
		/** JSON Actor. */
		actor: text("actor").notNull(),
		state: text("state").notNull(),
		/** Index into the phases of sync/phases.ts. */
		phase: integer("phase").notNull(),
		/** Of its lease; 0: it has none, but waits for it or for an answer. */
		fence: integer("fence").notNull(),
		/** JSON of what it is about, where that is less than its entities: named records, a person's verb. */
		subject: text("subject"),
		startedAt: integer("started_at").notNull(),
		finishedAt: integer("finished_at"),
		/** Why it failed, fit for an admin. */
		error: text("error"),
		/** JSON of what has to be confirmed, while it waits for that; kept afterwards. */
		question: text("question"),
		/** 1: somebody has confirmed. */
		confirmed: integer("confirmed").notNull().default(0),
		/** JSON of what it came to (store/run-sums.ts), written with its end; null: it is counted. */
		sums: text("sums"),
	},
	(t) => [
		/** Whoever asks for a run joins the one of that kind that is not over; verbs stand in line. */
		uniqueIndex("run_active")
			.on(t.connectionId, sql`(CASE mode WHEN 'full' THEN 'auto' ELSE mode END)`)
			.where(sql`state IN ('queued', 'scanning', 'applying', 'needs_confirmation') AND mode <> 'verb'`),
		index("run_unfinished").on(t.connectionId, t.startedAt).where(sql`finished_at IS NULL`),
		index("run_requested").on(t.connectionId, t.startedAt).where(sql`mode NOT IN ('signals', 'verb')`),
		index("run_recent").on(t.connectionId, t.startedAt, t.id),
	],
);

/** One queue message's worth of a run. All that a lost message would take with it is here. */
export const step = sqliteTable(
	"step",
	{
		id: text("id").primaryKey(),
		runId: text("run_id").notNull(),
		phase: integer("phase").notNull(),
		/** JSON of sync/steps.ts, kind included. */
		work: text("work").notNull(),
		/** pending · done */
		state: text("state").notNull(),
		attempts: integer("attempts").notNull(),
		/** Names the invocation that works on it; null: nobody does. */
		claim: text("claim"),
		/** Epoch ms: the claim ends by itself then, unless its invocation lives and renews it. */
		claimedUntil: integer("claimed_until"),
		/** It failed, and is not to be begun again before then (epoch ms). */
		notBefore: integer("not_before").notNull().default(0),
		/** What later phases need of it (the ids a listing named …). */
		result: text("result"),
	},
	(t) => [index("step_open").on(t.runId, t.phase, t.state), index("step_claimed").on(t.claim).where(sql`claim IS NOT NULL`)],
);

/** One decided action on one record: the plan before it is carried out, the audit trail after. A create is written when it was sent. */
export const change = sqliteTable(
	"change",
	{
		runId: text("run_id").notNull(),
		/** Counts the changes of a run in the order they were decided. */
		seq: integer("seq").notNull(),
		connectionId,
		entity,
		/** The side that is written to. */
		side,
		/** create · update · remove · link · partner_id */
		operation: text("operation").$type<Operation>().notNull(),
		smhId: text("smh_id"),
		accurateId: text("accurate_id"),
		label: text("label").notNull(),
		/** Values before, of the fields that change; null for a create. */
		before: text("before", { mode: "json" }).$type<Projection>(),
		after: text("after", { mode: "json" }).$type<Projection>(),
		/** planned · applied · failed · previewed */
		state: text("state").$type<ChangeState>().notNull(),
		/** The records' `changed_seq` that the plan had before it: carrying it out settles them up to there. */
		smhSeq: integer("smh_seq"),
		accurateSeq: integer("accurate_seq"),
		/** 1: carrying it out does not bring the pair fully into step, its problem stays open. */
		leavesProblem: integer("leaves_problem").notNull().default(0),
		error: text("error"),
		/** 1: it may have been sent, and nobody knows what came of it; the next plan of the pair finds out (plan/decide-pair.ts). */
		inDoubt: integer("in_doubt").notNull().default(0),
		at: integer("at").notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.runId, t.seq] }),
		index("change_planned").on(t.runId, t.operation, t.entity, t.side, t.seq).where(sql`state = 'planned'`),
		// What a person has to look at most carefully comes first.
		index("change_previewed").on(t.runId, PREVIEW_ORDER, t.seq).where(sql`state = 'previewed'`),
		index("change_smh").on(t.connectionId, t.entity, t.smhId).where(sql`smh_id IS NOT NULL`),
		// Whoever asks for a pair's changes knows its SMH id.
		index("change_accurate").on(t.connectionId, t.entity, t.accurateId).where(sql`smh_id IS NULL AND accurate_id IS NOT NULL`),
	],
);

/** Written before a create is sent, gone once the new record is bound (law 3): an open one means "look it up first". */
export const intent = sqliteTable(
	"intent",
	{
		connectionId,
		entity,
		/** The side the record is created on. */
		side,
		/** Its source on the other side. */
		sourceId: text("source_id").notNull(),
		/** Normalised code it was sent with. */
		codeKey: text("code_key").notNull(),
		/** Projection that was sent: what is found as it was sent is agreed on. */
		sent: text("sent").notNull(),
		runId: text("run_id").notNull(),
		/** Epoch ms of the latest sending, which may still be on its way. */
		sentAt: integer("sent_at").notNull(),
	},
	// Few are open at any time, so they are looked through by side; an index by code would cost each create another row.
	(t) => [primaryKey({ columns: [t.connectionId, t.entity, t.side, t.sourceId] })],
);

/**
 * A unique value that a record has given up for a moment, so that others could change places (sync/apply/exchange.ts): written before
 * the temporary value is sent, gone once the record holds a person's value again.
 */
export const exchange = sqliteTable(
	"exchange",
	{
		connectionId,
		entity,
		side,
		recordId: text("record_id").notNull(),
		field: text("field").notNull(),
		runId: text("run_id").notNull(),
		at: integer("at").notNull(),
	},
	(t) => [primaryKey({ columns: [t.connectionId, t.entity, t.side, t.recordId, t.field] })],
);

/**
 * What came in from outside: received and done are two facts. One row per record that a webhook named, and one per Telegram
 * update (its record is ""). `seq` is never used again, so that "everything up to here" means the same for ever.
 */
export const inbox = sqliteTable(
	"inbox",
	{
		seq: integer("seq").primaryKey({ autoIncrement: true }),
		connectionId,
		/** smh · accurate · telegram */
		source: text("source").notNull(),
		/** As its sender counts it. */
		deliveryId: text("delivery_id").notNull(),
		entity,
		recordId: text("record_id").notNull(),
		/** The version that was named; null: the side names none. */
		version: integer("version"),
		/** 1: the record was said to be deleted. */
		gone: integer("gone").notNull().default(0),
		receivedAt: integer("received_at").notNull(),
		/** The run that has read the record since, and whose plan is to settle it; null: none has. */
		readBy: text("read_by"),
		doneAt: integer("done_at"),
	},
	(t) => [
		uniqueIndex("inbox_delivery").on(t.connectionId, t.source, t.deliveryId, t.entity, t.recordId),
		index("inbox_open").on(t.connectionId, t.source, t.entity, t.recordId).where(sql`done_at IS NULL`),
	],
);

/** When a side's webhooks were heard, hour by hour: what its silences are learned from. */
export const heard = sqliteTable(
	"heard",
	{
		connectionId,
		source: text("source").notNull(),
		/** Hours since the epoch. */
		hour: integer("hour").notNull(),
		firstAt: integer("first_at").notNull(),
		/** To the minute. */
		lastAt: integer("last_at").notNull(),
	},
	(t) => [primaryKey({ columns: [t.connectionId, t.source, t.hour] })],
);

/** Buttons that count once and were pressed. */
export const press = sqliteTable(
	"press",
	{ connectionId, button: text("button").notNull(), at: integer("at").notNull() },
	(t) => [primaryKey({ columns: [t.connectionId, t.button] }), index("press_age").on(t.at)],
);

/** What people were told of a run unasked (its end, its question), so that they are told once. */
export const notice = sqliteTable(
	"notice",
	{ connectionId, runId: text("run_id").notNull(), what: text("what").notNull(), at: integer("at").notNull() },
	(t) => [primaryKey({ columns: [t.connectionId, t.runId, t.what] })],
);

/** Up to when a side's changes are known: a quick run asks for what changed since. No row: list everything. */
export const watermark = sqliteTable(
	"watermark",
	{
		connectionId,
		side,
		entity,
		/** Epoch ms by the side's own clock, overlap included. */
		since: integer("since").notNull(),
		projectionVersion: integer("projection_version").notNull(),
	},
	(t) => [primaryKey({ columns: [t.connectionId, t.side, t.entity] })],
);

/** An entity of a side that the login may not read, in the side's words; gone once a run has read it. */
export const refusal = sqliteTable(
	"refusal",
	{ connectionId, side, entity, words: text("words").notNull(), at: integer("at").notNull() },
	(t) => [primaryKey({ columns: [t.connectionId, t.entity, t.side] })],
);

/** What is known of a source of webhooks: when it was heard, how long its silences are, how far its history was read. */
export const channel = sqliteTable(
	"channel",
	{
		connectionId,
		source: text("source").notNull(),
		/** Latest delivery seen by the hourly look. */
		heardAt: integer("heard_at"),
		/** Longest silence between two deliveries so far, fading slowly. */
		longestSilenceMs: integer("longest_silence_ms"),
		/** When its registration was last renewed; it ends by itself after 7 days. */
		renewedAt: integer("renewed_at"),
		/** Its history has been read up to here. */
		readUpTo: integer("read_up_to"),
	},
	(t) => [primaryKey({ columns: [t.connectionId, t.source] })],
);

/** When the admins were last told of a trouble, so that they are not told of it again and again. */
export const alert = sqliteTable(
	"alert",
	{ connectionId, subject: text("subject").notNull(), toldAt: integer("told_at").notNull() },
	(t) => [primaryKey({ columns: [t.connectionId, t.subject] })],
);

/** A chat message that shows a run's progress. */
export const watcher = sqliteTable(
	"watcher",
	{
		runId: text("run_id").notNull(),
		chatId: integer("chat_id").notNull(),
		messageId: integer("message_id").notNull(),
		language: text("language").notNull(),
		/** What the message says now, so that an equal text is not sent again. */
		shown: text("shown").notNull(),
		/** Telegram asked for silence until then. */
		notBefore: integer("not_before").notNull().default(0),
		finished: integer("finished").notNull().default(0),
	},
	(t) => [primaryKey({ columns: [t.runId, t.chatId] })],
);

/** A field that both sides had changed: both values, who won, and whether a person has decided otherwise since. */
export const conflict = sqliteTable(
	"conflict",
	{
		id: text("id").primaryKey(),
		connectionId,
		entity,
		smhId: text("smh_id").notNull(),
		accurateId: text("accurate_id").notNull(),
		label: text("label").notNull(),
		field: text("field").notNull(),
		/** JSON values. */
		smhValue: text("smh_value", { mode: "json" }).$type<FieldValue>().notNull(),
		accurateValue: text("accurate_value", { mode: "json" }).$type<FieldValue>().notNull(),
		/** smh · accurate; null: nobody yet, a person has to choose. */
		winner: text("winner").$type<Side>(),
		runId: text("run_id").notNull(),
		at: integer("at").notNull(),
		/** JSON Actor who chose or undid; null: the policy alone. */
		decidedBy: text("decided_by", { mode: "json" }).$type<Actor>(),
		decidedAt: integer("decided_at"),
	},
	(t) => [
		index("conflict_recent").on(t.connectionId, t.at, t.id),
		index("conflict_open").on(t.connectionId, t.at, t.id).where(sql`winner IS NULL`),
		index("conflict_run").on(t.runId),
		/** The same clash is one conflict, however often it is planned before somebody decides. */
		uniqueIndex("conflict_once").on(t.connectionId, t.entity, t.smhId, t.field, t.smhValue, t.accurateValue),
	],
);

/** What a person said of two records that looked alike; remembered, so that nobody is asked twice. */
export const verdict = sqliteTable(
	"verdict",
	{
		connectionId,
		entity,
		smhId: text("smh_id").notNull(),
		accurateId: text("accurate_id").notNull(),
		/** same · different */
		verdict: text("verdict").notNull(),
		actor: text("actor").notNull(),
		at: integer("at").notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.connectionId, t.entity, t.smhId, t.accurateId] }),
		index("verdict_accurate").on(t.connectionId, t.entity, t.accurateId),
	],
);

/** A person's word on whether a record is sample data; it beats every rule. */
export const mark = sqliteTable(
	"mark",
	{
		connectionId,
		side,
		entity,
		recordId: text("record_id").notNull(),
		/** 1: sample data, 0: real. */
		dummy: integer("dummy").notNull(),
		actor: text("actor").notNull(),
		at: integer("at").notNull(),
	},
	(t) => [primaryKey({ columns: [t.connectionId, t.side, t.entity, t.recordId] })],
);

/** Actions of people and of the system that are not a change of a record. */
export const audit = sqliteTable(
	"audit",
	{
		id: integer("id").primaryKey({ autoIncrement: true }),
		connectionId,
		at: integer("at").notNull(),
		actor: text("actor", { mode: "json" }).$type<Action["actor"]>().notNull(),
		action: text("action").notNull(),
		detail: text("detail", { mode: "json" }).$type<Action["detail"]>().notNull(),
	},
	(t) => [index("audit_recent").on(t.connectionId)],
);

/** Queue messages and webhook bodies that could not be parsed or ran out of retries (law 11). */
export const deadLetter = sqliteTable(
	"dead_letter",
	{
		id: text("id").primaryKey(),
		connectionId,
		queue: text("queue").notNull(),
		body: text("body").notNull(),
		cause: text("cause").notNull(),
		at: integer("at").notNull(),
		replayedAt: integer("replayed_at"),
		/** SHA-256 of a body that its sender brings again and again: it is kept once. */
		digest: text("digest"),
	},
	(t) => [
		index("dead_letter_recent").on(t.connectionId, t.at, t.id),
		uniqueIndex("dead_letter_digest").on(t.connectionId, t.queue, t.digest).where(sql`digest IS NOT NULL`),
	],
);

/** Logins that change by themselves (tokens, sessions, hosts), sealed with AES-GCM (law 13). */
export const credential = sqliteTable(
	"credential",
	{
		connectionId,
		system: text("system").notNull(),
		sealed: text("sealed").notNull(),
		updatedAt: integer("updated_at").notNull(),
	},
	(t) => [primaryKey({ columns: [t.connectionId, t.system] })],
);
