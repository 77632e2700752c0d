import type { alertsIndonesian } from "./texts.alerts.id.ts";

const n = (value: number): string => value.toLocaleString("en-GB");
const plural = (count: number, word: string): string => `${n(count)} ${word}${count === 1 ? "" : "s"}`;

/** What the bot says of troubles nobody asked about, and of messages that were kept, in English. Part of the dictionary in texts.en.ts. */
export const alertsEnglish: typeof alertsIndonesian = {
	alert: {
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
		signalsNext: "Please mend the cause, then send /sinkron.",
	},
};
