import { faultsEnglish } from "./words.faults.en.ts";
import type { StatusWords } from "./words.id.ts";

const LOCALE = "en-GB";
const n = (value: number): string => value.toLocaleString(LOCALE);
const plural = (count: number, word: string): string => `${n(count)} ${word}${count === 1 ? "" : "s"}`;

/** What the status says, in English. */
export const statusEnglish: StatusWords = {
	...faultsEnglish,
	locale: LOCALE,
	units: { day: "d", hour: "h", minute: "min", second: "s" },
	title: "Sinkron status",
	at: (moment) => `As of ${moment}`,
	verdict: (faults) => (faults === 0 ? "Nothing needs to be put right." : `${plural(faults, "thing")} to put right.`),

	connections: {
		title: "Connections",
		notSet: (what) => `${what}: not set up`,
		notAsked: (what) => `${what}: cannot be asked before all settings are there`,
		neverAnswered: (what) => `${what}: has never answered`,
		refused: (what) => `${what}: login refused`,
		good: (what, at) => `${what}: login accepted, asked ${at}`,
		old: (what, at) => `${what}: no answer; login last accepted ${at}`,
		botGood: "Telegram: bot registered",
		botPending: (count) => `Telegram: bot registered, ${plural(count, "message")} not delivered to Sinkron yet`,
		botOff: "Telegram: bot not registered",
		botSilent: "Telegram: no answer",
		rights: (what) => `Rights of the login to ${what}: complete`,
		rightsMissing: (what, count) => `Rights of the login to ${what}: ${n(count)} missing`,
		rightsUnknown: (what) => `Rights of the login to ${what}: not told`,
	},
	hooks: {
		title: "Word of changes (webhooks)",
		closed: (side) => `${side}: not set up; its changes come with a sync`,
		never: (side) => `${side}: never heard`,
		silent: (side, since) => `${side}: silent since ${since}`,
		heard: (side, at) => `${side}: last heard ${at}`,
	},
	validity: {
		title: "Terms",
		token: (side, until) => `Consent of ${side}: until ${until}, renewed by itself`,
		tokenAge: (side, age, until) => `Consent of ${side}: made ${age} ago, until ${until}, renewed by itself`,
		tokenStuck: (side, until) => `Consent of ${side}: until ${until}, cannot be renewed so far`,
		apiToken: (side) => `API Token of ${side}: has no end`,
		session: (side, age) => `Session of ${side}: opened ${age} ago; its end is not told, and it is opened again by itself`,
		sessionUnknown: (side) => `Session of ${side}: there; its age and end are not known, and it is opened again by itself`,
		sessionOver: (side) => `Session of ${side}: over, and opened again by itself when needed`,
		hook: (side, until) => `Webhook of ${side}: registered until about ${until}, renewed by itself every day`,
		hookStuck: (side, until) => `Webhook of ${side}: registered until about ${until}, cannot be renewed so far`,
		licence: (side, until) => `Licence of ${side}: until ${until}`,
		licenceUnknown: (side) => `Licence of ${side}: its date is not told`,
		access: (side, until) => `Database in ${side}: can be opened until ${until}`,
		trial: (side) => `Database in ${side}: still a trial`,
	},
	runs: {
		title: "Last syncs",
		nightly: (at, state) => `Nightly: ${at}, ${state}`,
		noNightly: "Nightly: never so far",
		asked: (name, at, state) => `Asked for: ${name}, ${at}, ${state}`,
		noAsked: "Asked for: never so far",
		name: { auto: "sync", full: "full sync", preview: "preview", signals: "automatic changes", verb: "an admin's choice" },
		state: {
			queued: "in line",
			scanning: "reading",
			applying: "writing",
			needs_confirmation: "waits for an answer",
			done: "done",
			failed: "failed",
			cancelled: "stopped",
		},
	},
	freshness: {
		title: "How fast changes arrive",
		none: "Last 24 hours: no change told by a webhook was carried to the other system",
		today: (count, p50, p95) => `Last 24 hours: ${plural(count, "change")}; half arrived within ${p50}, 95% within ${p95}`,
		before: (count, p50, p95) => `24 hours before: ${plural(count, "change")}; half arrived within ${p50}, 95% within ${p95}`,
		trend: {
			faster: "Faster than the day before",
			slower: "Slower than the day before",
			same: "About the same as the day before",
		},
		partial: "Very many have come in; only the latest are counted",
		waiting: (count, more, since) => `Waiting: ${more ? "more than " : ""}${plural(count, "signal")}, since ${since}`,
		nothingWaits: "Nothing waits",
		meaning: "From a webhook's word until the change was written to the other system.",
	},
};
