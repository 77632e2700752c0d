import type { End } from "./ends.ts";
import type { Fault } from "./faults.ts";
import { day, moment } from "./moments.ts";
import type { Right } from "./standing.ts";
import type { StatusWords } from "./words.id.ts";

/** What a press or a word does about a fault: a page of ours, or a command of the bot. */
export interface Action {
	readonly label: string | null;
	readonly path: "/oauth/accurate/start" | "/sync-information" | null;
	readonly command: "sinkron" | "gagal" | null;
}

export interface FaultText {
	readonly kind: Fault["kind"];
	readonly what: string;
	readonly cure: string;
	readonly action: Action | null;
}

const CLIPPED = 160;
/** Sentences of the engine, which are for the log (telegram/texts.id.ts has them in words for people). */
const ENGINE = /^(a step failed|not confirmed|more has changed|internal error)/;

export const clip = (text: string): string => {
	const line = text.replace(/\s+/g, " ").trim();
	return line.length > CLIPPED ? `${line.slice(0, CLIPPED - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : line;
};

export const rightName = ({ on, to, name }: Right, { right }: StatusWords): string =>
	`${right.on[on]} – ${right.to[to]}${/_/.test(name) ? ` (${name})` : ""}`;

/** A fault in words, with its cure in one sentence. */
export function faultText(fault: Fault, words: StatusWords): FaultText {
	const { kind } = fault;
	const { cure, locale } = words;
	const consent: Action = { label: words.action.consent, path: "/oauth/accurate/start", command: null };
	const information: Action = { label: words.action.information, path: "/sync-information", command: null };
	const sync: Action = { ...information, command: "sinkron" };
	const told = (what: string, how: string, action: Action | null = null): FaultText => ({ kind, what, cure: how, action });
	const at = (time: number): string => moment(time, locale);
	const { fault: names } = words;
	switch (fault.kind) {
		case "setting":
			return told(names.setting(fault.message), cure.setting);
		case "login_refused": {
			const side = words.side[fault.side];
			const what = fault.words === "" ? names.loginRefused(side) : names.loginRefusedIn(side, clip(fault.words));
			return told(what, cure.login[fault.remedy ?? "key"], fault.remedy === "consent" ? consent : null);
		}
		case "unanswered":
			return told(names.unanswered(words.side[fault.side]), cure.unanswered(words.side[fault.side]));
		case "right_missing": {
			const side = words.side[fault.side];
			const rights = fault.rights.map((right) => rightName(right, words)).join(", ");
			return told(
				names.rights(side, rights),
				fault.byConsent ? cure.rightsByConsent : cure.rights(side),
				fault.byConsent ? consent : null,
			);
		}
		case "unreadable": {
			const entities = fault.entities.map((entity) => words.entity[entity]).join(", ");
			return told(names.unreadable(words.side[fault.side], entities), cure.unreadable, sync);
		}
		case "closed":
			return told(names.closed(words.side[fault.side]), cure.closed(words.side[fault.side]));
		case "ends":
			return told(endText(fault.end, fault.days, words), endCure(fault.end, words), fault.end.what === "token" ? consent : null);
		case "silent":
			return told(names.silent(words.side[fault.side], at(fault.since)), cure.silent(words.side[fault.side]), sync);
		case "bot_unregistered":
			return told(names.botUnregistered, cure.botUnregistered);
		case "bot_unheard":
			return told(names.botUnheard(fault.pending, at(fault.since)), cure.botUnheard);
		case "run_failed": {
			const reason = fault.error === null || ENGINE.test(fault.error) ? "" : clip(fault.error);
			return told(reason === "" ? names.runFailed(at(fault.at)) : names.runFailedBy(at(fault.at), reason), cure.runFailed, sync);
		}
		case "question":
			return told(names.question, cure.question, information);
		case "no_nightly":
			return told(names.noNightly(at(fault.last)), cure.noNightly, sync);
		case "letters":
			return told(names.letters(fault.count), cure.letters, { label: null, path: null, command: "gagal" });
		case "late":
			return told(names.late(at(fault.since)), cure.late, sync);
	}
}

export const endText = ({ what, side, at }: End, days: number, words: StatusWords): string =>
	words.fault.ends[what](words.side[side], days, day(at, words.locale));

export const endCure = ({ what, side }: End, words: StatusWords): string => words.cure.ends[what](words.side[side]);
