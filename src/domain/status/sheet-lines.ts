import { SIDES } from "../model.ts";
import type { Spread } from "./freshness.ts";
import { day, moment, span } from "./moments.ts";
import { accessEnd } from "./standing.ts";
import { type LoginState, RENEWED_WITHIN_MS, type RunGlance, type Status } from "./status.ts";
import type { StatusWords } from "./words.id.ts";

/** good: as it should be · bad: a fault stands above · off: not there, and need not be · plain: a fact. */
export type Mark = "good" | "bad" | "off" | "plain";

export interface Line {
	readonly mark: Mark;
	readonly text: string;
}

const line = (mark: Mark, text: string): Line => ({ mark, text });

/** Which of the three are connected, and what the logins may do. */
export function connectionLines(status: Status, words: StatusWords): readonly Line[] {
	const { connections } = words;
	const sides = SIDES.flatMap((side) => {
		const name = words.side[side];
		if (status.setup[side] !== null) return [line("bad", connections.notSet(name))];
		const login = status.logins.find((one) => one.side === side);
		return login ? loginLines(login, name, words) : [line("off", connections.notAsked(name))];
	});
	return [...sides, botLine(status, words)];
}

function loginLines({ standing, unanswered }: LoginState, name: string, { connections, locale }: StatusWords): readonly Line[] {
	if (!standing) return [line("bad", connections.neverAnswered(name))];
	if (standing.refused) return [line("bad", connections.refused(name))];
	const { missing } = standing;
	const at = moment(standing.at, locale);
	return [
		unanswered ? line("bad", connections.old(name, at)) : line("good", connections.good(name, at)),
		missing === null
			? line("plain", connections.rightsUnknown(name))
			: missing.length > 0
				? line("bad", connections.rightsMissing(name, missing.length))
				: line("good", connections.rights(name)),
	];
}

function botLine({ setup, bot }: Status, { connections }: StatusWords): Line {
	if (setup.telegram !== null) return line("bad", connections.notSet("Telegram"));
	if (bot === null) return line("plain", connections.botSilent);
	if (!bot.registered) return line("bad", connections.botOff);
	return bot.pending > 0 ? line("plain", connections.botPending(bot.pending)) : line("good", connections.botGood);
}

export const hookLines = ({ hooks }: Status, { hooks: words, side: names, locale }: StatusWords): readonly Line[] =>
	hooks.map(({ side, open, heardAt, silent }) => {
		const name = names[side];
		if (!open) return line("off", words.closed(name));
		if (heardAt === null) return line("off", words.never(name));
		return silent
			? line("bad", words.silent(name, moment(heardAt, locale)))
			: line("good", words.heard(name, moment(heardAt, locale)));
	});

/** Ages and ends, as far as anybody tells them. */
export function validityLines(status: Status, words: StatusWords): readonly Line[] {
	const { validity, locale } = words;
	const hooks = status.hooks.flatMap(({ side, open, endsAt, renewedAt }) => {
		if (!open || endsAt === null || renewedAt === null) return [];
		const stuck = status.at - renewedAt > RENEWED_WITHIN_MS;
		const text = stuck ? validity.hookStuck : validity.hook;
		return [line(stuck ? "bad" : "good", text(words.side[side], day(endsAt, locale)))];
	});
	return [...status.logins.flatMap((login) => loginValidity(login, status.at, words)), ...hooks];
}

function loginValidity({ side, standing }: LoginState, now: number, words: StatusWords): readonly Line[] {
	// A fixed key has no end, and its side has no licence that we know of.
	if (!standing || standing.mode === "key" || standing.refused) return [];
	const { validity, locale } = words;
	const name = words.side[side];
	const { endsAt, trial } = standing.licence;
	const access = accessEnd(standing);
	return [
		tokenLine(standing.token, name, now, words),
		...sessionLines(standing.session, name, now, words),
		endsAt === null ? line("plain", validity.licenceUnknown(name)) : line("plain", validity.licence(name, day(endsAt, locale))),
		...(access === null ? [] : [line("plain", validity.access(name, day(access, locale)))]),
		...(trial ? [line("plain", validity.trial(name))] : []),
	];
}

type Known = NonNullable<LoginState["standing"]>;

function tokenLine(token: Known["token"], name: string, now: number, { validity, locale, units }: StatusWords): Line {
	if (token === null) return line("plain", validity.apiToken(name));
	const until = day(token.endsAt, locale);
	if (token.unrenewable !== null) return line("bad", validity.tokenStuck(name, until));
	if (token.issuedAt === null) return line("good", validity.token(name, until));
	return line("good", validity.tokenAge(name, span(now - token.issuedAt, units, locale), until));
}

function sessionLines(session: Known["session"], name: string, now: number, words: StatusWords): readonly Line[] {
	const { validity, units, locale } = words;
	if (session === null) return [];
	if (session.alive === false) return [line("plain", validity.sessionOver(name))];
	if (session.openedAt === null) return [line("plain", validity.sessionUnknown(name))];
	return [line("plain", validity.session(name, span(now - session.openedAt, units, locale)))];
}

export function runLines({ runs: { nightly, asked } }: Status, { runs, locale }: StatusWords): readonly Line[] {
	// What went wrong before the latest run is no fault any more.
	const latest = Math.max(nightly?.startedAt ?? 0, asked?.startedAt ?? 0);
	const markOf = ({ state, startedAt }: RunGlance): Mark => {
		if (state === "done") return "good";
		return state === "failed" && startedAt === latest ? "bad" : "plain";
	};
	const told = (run: RunGlance, text: (at: string, state: string) => string): Line =>
		line(markOf(run), text(moment(run.startedAt, locale), runs.state[run.state]));
	return [
		nightly ? told(nightly, runs.nightly) : line("off", runs.noNightly),
		asked ? told(asked, (at, state) => runs.asked(runs.name[asked.mode], at, state)) : line("off", runs.noAsked),
	];
}

export function freshnessLines({ freshness, waiting }: Status, words: StatusWords): readonly Line[] {
	const { freshness: texts, units, locale } = words;
	const { today, before, trend, partial } = freshness;
	const spread = (text: StatusWords["freshness"]["today"], { count, p50, p95 }: Spread): Line =>
		line("plain", text(count, span(p50, units, locale), span(p95, units, locale)));
	const { count, more, oldestAt } = waiting;
	return [
		today ? spread(texts.today, today) : line("plain", texts.none),
		...(before ? [spread(texts.before, before)] : []),
		...(trend ? [line("plain", texts.trend[trend])] : []),
		...(partial ? [line("plain", texts.partial)] : []),
		oldestAt === null ? line("good", texts.nothingWaits) : line("plain", texts.waiting(count, more, moment(oldestAt, locale))),
	];
}
