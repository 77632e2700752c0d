import type { Texts } from "./texts.id.ts";
import { officeEnglish } from "./texts.office.en.ts";
import { reviewEnglish } from "./texts.review.en.ts";

const LOCALE = "en-GB";
const n = (value: number): string => value.toLocaleString(LOCALE);

export const english: Texts = {
	locale: LOCALE,
	number: n,
	unit: { hour: "h", minute: "min", second: "s" },
	otherLanguage: { code: "id", name: "Bahasa Indonesia" },
	side: { smh: "SMH", accurate: "Accurate Online" },
	entity: { customer: "Customers", product: "Products", employee: "Employees" },
	figure: { dummy: "Dummy Data", data: "Data", synced: "Synced", total: "Total" },
	skip: "Skip to content",
	home: "Sync Information",
	signOut: "Sign out",

	signIn: {
		title: "Sign in",
		lead: "The sync figures of SMH and Accurate Online, with a reason for every record that stayed behind.",
		key: "API key",
		button: "Sign in",
		bot: "No key at hand? Send /info to the Sinkron bot in Telegram and open the link.",
		wrongKey: "Sorry, that key does not match. Please check it and try once more.",
		oldLink: "Sorry, that link is no longer good. Send /info to the bot for a new one.",
	},

	trouble: {
		title: "This cannot be shown yet",
		general: "Sorry, something went wrong on our side. Please try again in a moment.",
		notFound: "There is no such page.",
		notOurs: "That request did not come from this page. Please open the page again and try once more.",
		tooMany: (seconds) => `Too many attempts. Please wait ${n(seconds)} seconds, then try once more.`,
		badRequest: "That request could not be read. Please open the page again and try once more.",
		back: "Back to Sync Information",
		quota: "The database has used up what it may do today; please try again after 07.00 WIB. The sync goes on by itself then.",
		unmet: "Some settings are still missing:",
	},

	information: {
		lead: "The records of both systems, split by where they were born.",
		legend: { smh: "born in SMH", accurate: "born in Accurate Online", dummy: "dummy" },
		nothingYet: "Nothing has been read yet",
		nothingYetNext: "Begin with a preview: both systems are read and counted, and nothing is changed.",
		connectAccurate: "Give access to Accurate Online",
	},

	run: {
		start: { auto: "Sync now", preview: "Preview" },
		previewFirst: "Preview first",
		previewFirstHint: "The first sync: see what would change first, with nothing changed.",
		name: { auto: "Sync", full: "Full sync", preview: "Preview", signals: "Automatic changes", verb: "An admin's choice" },
		running: {
			auto: "Sync is running",
			full: "Full sync is running",
			preview: "Preview is running",
			signals: "Changes are being passed on",
			verb: "An admin's choice is being carried out",
		},
		cancel: "Cancel",
		last: "Last run",
		never: "Never run yet",
		by: (who) => `by ${who}`,
		starter: {
			cron: "the nightly schedule",
			webhook: "a change of data",
			api: "the API",
			page: "this page",
			engine: "the system",
		},
		took: (duration) => `in ${duration}`,
		state: {
			queued: "Waiting",
			scanning: "Reading",
			applying: "Working",
			needs_confirmation: "Needs approval",
			done: "Done",
			failed: "Failed",
			cancelled: "Cancelled",
		},
		activity: {
			queued: "Waiting for its turn…",
			reading: "Reading both systems…",
			working: "Bringing both into step…",
			done: (done, all) => `${n(done)} of ${n(all)} changes done.`,
			read: (smh, accurate) => `Read ${n(smh)} in SMH, ${n(accurate)} in Accurate Online.`,
			calculating: "Working out what would change…",
			needs_confirmation: "Waiting for your approval.",
		},
		created: (count, side) => `${n(count)} created in ${side}`,
		updated: (count, side) => `${n(count)} updated in ${side}`,
		deleted: (count, side) => `${n(count)} deleted in ${side}`,
		linked: (count) => `${n(count)} new ${count === 1 ? "pair" : "pairs"}`,
		conflicts: (count) => `${n(count)} ${count === 1 ? "conflict" : "conflicts"}`,
		question: (until) =>
			`This many records are about to be deleted. Please check; without an answer by ${until} it is cancelled.`,
		manyEdits: (until) =>
			`More than half of the records have changed at once and are about to be passed on. Have a look first; without an answer by ${until} it is cancelled.`,
		carryOn: "Yes, go on",
		removal: (count, entity, side, links) => `${n(count)} of ${n(links)} ${entity.toLowerCase()} in ${side}`,
		more: (count) => `and ${n(count)} more`,
		confirm: "Yes, delete and go on",
		wouldBe: "If it were run:",
		nothing: "Nothing needs to change.",
		nothingDone: "Nothing was changed.",
	},

	reasons: {
		title: "Not in sync, and why",
		lead: "Every record that stayed behind has one reason, and they add up.",
		count: (count) => `${n(count)} not in sync`,
		allInStep: "Everything is in step.",
		noRecords: "No records yet.",
		inStep: "in step",
		dummy: "dummy",
		open: "open",
		pairs: (count) =>
			count === 1
				? "1 pair is in both systems, so its reason is counted once."
				: `${n(count)} pairs are in both systems, so their reasons are counted once.`,
		sum: "Sum of reasons",
	},

	problems: {
		title: "Records not in sync",
		dummyTitle: "Dummy Data",
		all: "All",
		allReasons: "All reasons",
		none: "There is nothing here.",
		column: { code: "Code", name: "Name", side: "System", reason: "Reason", detail: "Detail", since: "Since" },
		next: "Next",
		first: "To the start",
		noCode: "no code",
		noName: "no name",
	},

	consent: {
		title: "Access to Accurate Online",
		notNeeded: "Accurate Online is connected with an API token, so there is nothing to consent to.",
		connected: "Accurate Online is connected.",
		refused: "Access was not given in Accurate Online. Nothing has changed.",
		mismatch: "The answer from Accurate Online does not belong to a request of this browser. Please start again.",
		failed: (reason) => `The access could not be stored: ${reason}`,
		again: "Start again",
	},

	...reviewEnglish,
	...officeEnglish,
};
