import type { faultsIndonesian } from "./words.faults.id.ts";

const n = (value: number): string => value.toLocaleString("en-GB");
const plural = (count: number, word: string): string => `${n(count)} ${word}${count === 1 ? "" : "s"}`;

const ends = (days: number): string => (days < 0 ? "has ended" : days === 0 ? "ends today" : `ends in ${plural(days, "day")}`);

/** The same in English. */
export const faultsEnglish: typeof faultsIndonesian = {
	side: { smh: "SMH", accurate: "Accurate" },
	entity: { customer: "customers", product: "products", employee: "employees" },
	right: {
		on: {
			customer: "Customers",
			product: "Items",
			employee: "Employees",
			unit: "Units",
			category: "Item categories",
			branch: "Branches",
		},
		to: { view: "view", save: "save", delete: "delete" },
	},
	fault: {
		setting: (message) => `Settings are incomplete – ${message}`,
		loginRefused: (side) => `${side} refuses Sinkron's login`,
		loginRefusedIn: (side, words) => `${side} refuses Sinkron's login: “${words}”`,
		unanswered: (side) => `${side} does not answer at the moment`,
		rights: (side, rights) => `The login to ${side} lacks rights: ${rights}`,
		unreadable: (side, entities) => `${side} does not let Sinkron read ${entities}`,
		closed: (side) => `The database in ${side} cannot be opened; its time is over`,
		ends: {
			licence: (side, days, date) => `The licence of ${side} ${ends(days)} (${date})`,
			access: (side, days, date) => `Access to the database in ${side} ${ends(days)} (${date})`,
			token: (side, days, date) => `The consent of ${side} ${ends(days)} (${date}) and cannot be renewed so far`,
			webhook: (side, days, date) => `The webhook of ${side} ${ends(days)} (${date}) and cannot be renewed so far`,
		},
		silent: (side, since) => `No word of changes from ${side} since ${since}`,
		botUnregistered: "The bot is not registered with Telegram, so messages do not reach it",
		botUnheard: (count, at) => `${plural(count, "message")} in Telegram not delivered to Sinkron yet; last failure ${at}`,
		runFailed: (at) => `The last sync failed, ${at}`,
		runFailedBy: (at, reason) => `The last sync failed, ${at}: ${reason}`,
		question: "A sync waits for an answer",
		noNightly: (last) => `The nightly sync has not run since ${last}`,
		letters: (count) => `${plural(count, "message")} could not be processed`,
		late: (since) => `Changes have been waiting since ${since}`,
	},
	cure: {
		setting: "Ask whoever runs the system to fill them in.",
		login: {
			consent: "Give consent again on the Sinkron page.",
			token:
				"Make a new API Token in Accurate Online and ask whoever runs the system to set it (ACCURATE_API_TOKEN, ACCURATE_SIGNATURE_SECRET).",
			secret: "Ask whoever runs the system to check ACCURATE_CLIENT_ID and ACCURATE_CLIENT_SECRET.",
			database: "Check the term and the id of that database in Accurate Online.",
			key: "Ask SMH for an API key that is valid, and whoever runs the system to set it (SMH_API_KEY).",
		},
		unanswered: (side) => `Try again in a few minutes; if it stays like this, check the service of ${side}.`,
		rightsByConsent: "Give consent again, and agree to all the rights that are asked for.",
		rights: (side) => `Give Sinkron's login these rights in ${side}.`,
		unreadable: "Let Sinkron's login read them, then run a sync.",
		closed: (side) => `Renew the licence or fill up the deposit in ${side}.`,
		ends: {
			licence: (side) => `Renew the licence in ${side}.`,
			access: (side) => `Fill up the deposit or renew the licence in ${side}.`,
			token: () => "Give consent again before that day.",
			webhook: (side) => `Check the application's login and webhook in ${side}; renewing is tried again every 15 minutes.`,
		},
		silent: (side) => `Check whether the webhook in ${side} is still active, then run a sync.`,
		botUnregistered: "Ask whoever runs the system to register the bot's webhook; the README says how.",
		botUnheard: "Ask whoever runs the system to check whether Sinkron's address (PUBLIC_URL) can be reached from outside.",
		runFailed: "Put the cause right, then run the sync again.",
		question: "Answer it in the chat or on the Sync Information page.",
		noNightly: "Run a sync now, and ask whoever runs the system to check the Worker's schedule.",
		letters: "Look at these messages, then process them again.",
		late: "Run a sync; it brings what waits.",
	},
	action: {
		consent: "Give consent in Accurate Online",
		information: "Open Sync Information",
		send: (command) => `Send /${command}.`,
		sendBot: (command) => `Send /${command} to the bot.`,
	},
};
