import type { EntityInformation } from "../figures.ts";
import type { ConnectionSettings, DummyRules } from "../settings.ts";
import { daysLeft } from "./ends.ts";
import { faultsOf } from "./faults.ts";
import { known, reduce } from "./reduced.ts";
import { type LoginState, PARTS, type RunGlance, type Status } from "./status.ts";

/** What a report is made of, names and all. */
export interface ReportSources {
	readonly status: Status;
	readonly versions: { readonly projection: number; readonly database: string | null };
	readonly settings: ConnectionSettings | null;
	readonly information: readonly EntityInformation[];
	readonly runs: readonly (RunGlance & { readonly trigger: string; readonly counts: unknown })[];
	readonly letters: readonly {
		readonly queue: string;
		readonly cause: string;
		readonly at: number;
		readonly replayedAt: number | null;
	}[];
	readonly said: readonly { readonly entity: string; readonly side: string; readonly reason: string; readonly words: string }[];
	readonly alerts: readonly { readonly subject: string; readonly toldAt: number }[];
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const QUEUES = ["webhooks/smh", "webhooks/accurate", "sync-jobs", "sync-jobs-dead"];
const MIGRATION = /^\d{4}_[a-z_]{1,60}\.sql$/;
const SUBJECT =
	/^(dead_letters|silent|webhook_renewal_failed|removals_wait|unreadable_rows|new_answer|signals_failed|history_refused|ends)(?::([a-z]+))?(?::([a-z]+))?/;

/**
 * A report for whoever helps, fit to be passed on: each value is a number of ours, a time, or a word of a list that we know. Nothing that
 * somebody typed, or a system answered, is copied.
 */
export function reportOf(sources: ReportSources) {
	const { status, versions, settings, information, runs, letters, said, alerts } = sources;
	return {
		format: 1,
		madeAt: iso(status.at),
		versions: {
			...versions,
			database: versions.database !== null && MIGRATION.test(versions.database) ? versions.database : null,
		},
		faults: faultsOf(status).map(({ kind }) => kind),
		setup: Object.fromEntries(PARTS.map((part) => [part, reduce(status.setup[part])?.settings ?? "complete"])),
		settings: settings && settingsOf(settings),
		logins: status.logins.map((login) => loginOf(login, status.at)),
		webhooks: status.hooks.map(({ side, open, silent, heardAt, renewedAt, endsAt }) => {
			return { side, open, silent, heardAt: iso(heardAt), renewedAt: iso(renewedAt), endsAt: iso(endsAt) };
		}),
		bot: status.bot && { ...status.bot, failedAt: iso(status.bot.failedAt) },
		unreadable: status.unreadable,
		freshness: status.freshness,
		waiting: { ...status.waiting, oldestAt: iso(status.waiting.oldestAt) },
		figures: information,
		runs: runs.map(({ id, mode, trigger, state, startedAt, finishedAt, error, counts }) => {
			const times = { startedAt: iso(startedAt), finishedAt: iso(finishedAt) };
			return { id, mode, trigger, state, ...times, counts, error: reduce(error) };
		}),
		openLetters: status.letters,
		letters: letters.map(({ queue, cause, at, replayedAt }) => {
			return { queue: known(queue, QUEUES), cause: reduce(cause), at: iso(at), replayedAt: iso(replayedAt) };
		}),
		said: counted(said),
		alerts: alerts.map(({ subject, toldAt }) => ({ subject: SUBJECT.exec(subject)?.[0] ?? "other", toldAt: iso(toldAt) })),
	};
}
export type Report = ReturnType<typeof reportOf>;

/** What admins typed is counted, what they chose from a list is told. */
function settingsOf({ branch, excludedItemTypes, conflictPolicy, onDelete, dummy }: ConnectionSettings) {
	const rules = ({ idUpTo, codePrefixes, nameContains, categories }: DummyRules) => ({
		byId: Object.entries(idUpTo).flatMap(([entity, limit]) => (limit > 0 ? [entity] : [])),
		...{ codePrefixes: codePrefixes.length, nameContains: nameContains.length, categories: categories.length },
	});
	const chosen = { excludedItemTypes, conflictPolicy, onDelete };
	return {
		branch: branch === null ? "all" : "one",
		...chosen,
		dummy: { smh: rules(dummy.smh), accurate: rules(dummy.accurate) },
	};
}

function loginOf({ side, standing, unanswered }: LoginState, now: number) {
	if (!standing) return { side, unanswered, asked: null };
	const { at, mode, refused, missing, token, session, licence } = standing;
	const days = (end: number | null): number | null => (end === null ? null : daysLeft(end, now));
	return {
		...{ side, unanswered, asked: iso(at), mode },
		refused: refused && { remedy: refused.remedy, words: reduce(refused.words) },
		missing: missing?.map(({ on, to }) => `${on}: ${to}`) ?? null,
		token: token && { daysLeft: days(token.endsAt), issuedAt: iso(token.issuedAt), unrenewable: reduce(token.unrenewable) },
		session: session && { openedAt: iso(session.openedAt), alive: session.alive },
		licence: {
			daysLeft: days(licence.endsAt),
			accessDaysLeft: days(licence.accessUntil),
			trial: licence.trial,
			expired: licence.expired,
		},
	};
}

/** Those that are reduced to the same are one, with how many there are. */
function counted(said: ReportSources["said"]): readonly Readonly<Record<string, unknown>>[] {
	const found = new Map<string, { readonly said: Readonly<Record<string, unknown>>; count: number }>();
	for (const { entity, side, reason, words } of said) {
		const one = { entity, side, reason, ...reduce(words) };
		const key = JSON.stringify(one);
		const before = found.get(key);
		if (before) before.count++;
		else found.set(key, { said: one, count: 1 });
	}
	return [...found.values()].map(({ said: one, count }) => ({ ...one, count }));
}
