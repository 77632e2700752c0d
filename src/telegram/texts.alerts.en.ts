import type { alertsIndonesian } from "./texts.alerts.id.ts";

const n = (value: number): string => value.toLocaleString("en-GB");
const plural = (count: number, word: string): string => `${n(count)} ${word}${count === 1 ? "" : "s"}`;

/** What the bot says of troubles nobody asked about, and of messages that were kept, in English. Part of the dictionary in texts.en.ts. */
export const alertsEnglish: typeof alertsIndonesian = {
	alert: {
		endsMeaning: "After that, data cannot be brought into step until it is renewed.",
		deadLetters: (count) => `${plural(count, "message")} could not be processed`,
		latest: (cause) => `The latest: ${cause}`,
		deadLettersNext: "Send /gagal to look at them and try again.",
		silent: (side, since) => `No word of changes from ${side} since ${since}`,
		silentMeaning: (side) => `For now, changes in ${side} only come along with /sinkron and the nightly sync.`,
		silentNext: (side) => `Please check that ${side}'s webhook is still active, then send /sinkron.`,
		renewal: (side) => `${side}'s webhook could not be renewed`,
		renewalNext: (side) =>
			`It is tried again every 15 minutes. Without renewal the webhook stops within 7 days; check login and webhook in ${side}.`,
		signals: "Changes that came in could not be passed on",
		removals: (count) => `${count} records wait for leave to be deleted`,
		removalsMeaning: "So many are not deleted by themselves. Other changes go on being passed on.",
		removalsNext: "Send /sinkron; it asks about the count before anything is deleted.",
		unreadableRows: (count, side) => `${plural(count, "row")} of ${side} cannot be recognised`,
		unreadableRowsNext: (side) => `Everything else goes on. Please look at the records in ${side}, or ask its support.`,
		newAnswer: (side) => `${side} gave an answer that is not known yet`,
		newAnswerNext: "Its record waits and is tried again by itself; /masalah tells why.",
		quota: (what) => `The database has used up today's ${what}s`,
		quotaOf: { read: "read", write: "write" },
		quotaMeaning: (at) => `The sync rests and goes on by itself by ${at} at the latest. Nothing is lost.`,
		quotaNext: "There is nothing you have to do. If it happens often, ask whoever runs the system for the Workers Paid plan.",
		signalsNext: "Please mend the cause, then send /sinkron.",
	},
	letters: {
		title: (count) => `${plural(count, "message")} could not be processed`,
		none: "No message has failed.",
		firstOnly: (shown) => `These are the newest ${n(shown)}.`,
		webhook: (side) => `${side} webhook`,
		job: "Sync work",
		unreadable: "its content cannot be read",
		outOfRetries: "tried again and again without success",
		ago: {
			minute: (count) => `${n(count)} min ago`,
			hour: (count) => `${n(count)} h ago`,
			day: (count) => `${plural(count, "day")} ago`,
		},
		replay: "Try again",
		replayAll: "🔁 Try all again",
		question: (count) => `Try ${plural(count, "failed message")} again?`,
		meaning: "Each one is processed once more. What still cannot be read stays in this list.",
		yes: "Yes, try all again",
		replayed: (count) => `${plural(count, "message")} tried again.`,
		already: "That message has been tried again already.",
		stillUnreadable:
			"That message still cannot be read, so it stays in the list. Please ask whoever runs the system to look at it.",
		unreadableLeft: (count) =>
			`Still unreadable, so left in the list: ${plural(count, "message")}. Please ask whoever runs the system to look at them.`,
		more: "There are more; press once more for the rest.",
	},
};
