import type { Entity, Side } from "../model.ts";
import { daysLeft, type End } from "./ends.ts";
import type { Remedy, Right } from "./standing.ts";
import { comingEnds, nearEnds, PARTS, type Part, type Status } from "./status.ts";

/** Something that a person should put right. What it is called and how it is cured says words.id.ts. */
export type Fault =
	| { readonly kind: "setting"; readonly part: Part; readonly message: string }
	| { readonly kind: "login_refused"; readonly side: Side; readonly words: string; readonly remedy: Remedy | null }
	| { readonly kind: "unanswered"; readonly side: Side }
	| { readonly kind: "right_missing"; readonly side: Side; readonly rights: readonly Right[]; readonly byConsent: boolean }
	| { readonly kind: "unreadable"; readonly side: Side; readonly entities: readonly Entity[] }
	| { readonly kind: "closed"; readonly side: Side }
	| { readonly kind: "ends"; readonly end: End; readonly days: number }
	| { readonly kind: "silent"; readonly side: Side; readonly since: number }
	| { readonly kind: "bot_unregistered" }
	| { readonly kind: "bot_unheard"; readonly since: number; readonly pending: number }
	| { readonly kind: "run_failed"; readonly at: number; readonly error: string | null }
	| { readonly kind: "question" }
	| { readonly kind: "no_nightly"; readonly last: number }
	| { readonly kind: "letters"; readonly count: number }
	| { readonly kind: "late"; readonly since: number };

/** A webhook that is not there costs nothing but time, so its setting is told where the webhook is. */
const OPTIONAL: readonly Part[] = ["smhWebhook", "accurateWebhook"];
const HOUR_MS = 3_600_000;
/** The nightly run begins every 24 hours. */
const NIGHTLY_WITHIN_MS = 26 * HOUR_MS;
/** Changes that wait for longer are late, whatever the figures of those that have arrived say. */
const LATE_MS = HOUR_MS;

/** What is wrong, the most pressing first. */
export function faultsOf(status: Status): readonly Fault[] {
	return [...settings(status), ...logins(status), ...ends(status), ...traffic(status), ...work(status)];
}

const settings = ({ setup }: Status): readonly Fault[] =>
	PARTS.flatMap((part) => {
		const message = setup[part];
		return message === null || OPTIONAL.includes(part) ? [] : [{ kind: "setting", part, message } as const];
	});

function logins({ logins, unreadable }: Status): readonly Fault[] {
	return logins.flatMap(({ side, standing, unanswered }): readonly Fault[] => {
		const silent: readonly Fault[] = unanswered ? [{ kind: "unanswered", side }] : [];
		if (standing?.refused) return [{ kind: "login_refused", side, ...standing.refused }, ...silent];
		const rights = standing?.missing ?? [];
		const entities = unreadable.filter((one) => one.side === side).map(({ entity }) => entity);
		const lacks = rights.some(({ to }) => to === "view");
		return [
			...silent,
			...(standing?.licence.expired ? [{ kind: "closed", side } as const] : []),
			...(rights.length > 0 ? [{ kind: "right_missing", side, rights, byConsent: standing?.mode === "oauth" } as const] : []),
			...(entities.length > 0 && !lacks ? [{ kind: "unreadable", side, entities } as const] : []),
		];
	});
}

function ends({ logins, hooks, at }: Status): readonly Fault[] {
	const standings = logins.flatMap(({ standing }) => (standing ? [standing] : []));
	return nearEnds(comingEnds(standings, hooks, at), at)
		.toSorted((a, b) => a.at - b.at)
		.map((end) => ({ kind: "ends", end, days: daysLeft(end.at, at) }));
}

function traffic({ hooks, bot, setup, at }: Status): readonly Fault[] {
	const silent = hooks.flatMap(({ side, silent, heardAt }): readonly Fault[] =>
		silent && heardAt !== null ? [{ kind: "silent", side, since: heardAt }] : [],
	);
	if (setup.telegram !== null || bot === null) return silent;
	if (!bot.registered) return [...silent, { kind: "bot_unregistered" }];
	const failing = bot.failedAt !== null && bot.pending > 0 && at - bot.failedAt < HOUR_MS;
	return failing ? [...silent, { kind: "bot_unheard", since: bot.failedAt, pending: bot.pending }] : silent;
}

function work({ runs, asks, letters, waiting, at }: Status): readonly Fault[] {
	const { nightly, asked } = runs;
	const [last] = [nightly, asked].flatMap((run) => (run ? [run] : [])).toSorted((a, b) => b.startedAt - a.startedAt);
	const late = waiting.oldestAt !== null && at - waiting.oldestAt > LATE_MS ? waiting.oldestAt : null;
	return [
		...(asks ? [{ kind: "question" } as const] : []),
		...(last?.state === "failed"
			? [{ kind: "run_failed", at: last.finishedAt ?? last.startedAt, error: last.error } as const]
			: []),
		...(nightly && at - nightly.startedAt > NIGHTLY_WITHIN_MS ? [{ kind: "no_nightly", last: nightly.startedAt } as const] : []),
		...(late === null ? [] : [{ kind: "late", since: late } as const]),
		...(letters > 0 ? [{ kind: "letters", count: letters } as const] : []),
	];
}
