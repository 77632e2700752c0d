import type { reviewIndonesian } from "./texts.review.id.ts";

const n = (value: number): string => value.toLocaleString("en-GB");
const records = (count: number): string => `${n(count)} ${count === 1 ? "record" : "records"}`;

export const reviewEnglish: typeof reviewIndonesian = {
	menu: {
		label: "Menu",
		information: "Sync Information",
		problems: "Not in sync",
		conflicts: "Conflicts",
		history: "History",
		status: "Status",
		settings: "Settings",
	},

	told: {
		chosen: () => "That value now stands in both systems.",
		same: () => "Noted: the same record. The next sync makes them a pair.",
		different: () => "Noted: different records. You will not be asked again.",
		restore: () => "Noted: the next sync creates its partner anew.",
		delete: () => "Noted: the next sync deletes it.",
		retried: (count) => (count === 0 ? "There is nothing to try again." : `The next sync tries ${records(count)} again.`),
		unmarked: () => "Noted: not a sample. The next sync judges it like any other record.",
		savedUnseenBranch: () =>
			"Settings saved, but no record has been seen of that branch yet. Please check its spelling; the next sync judges every record anew.",
		saved: () => "Settings saved. The next sync judges every record anew.",
	},

	refusal: {
		title: "This cannot be done yet",
		accepted: "Taken in. It is done as soon as the running sync has ended.",
		gone: "That record is no longer there, or it has been settled already.",
		refused: "The other system refused:",
		taken: "One of the two records has a partner already.",
		linked: "That record has a partner, so it is no sample.",
		back: "Back",
	},

	conflicts: {
		title: "Conflicts",
		open: "Choose the right value",
		openLead: "Both systems changed this field. The value you choose is put into both at once.",
		recent: "Recently overruled",
		recentLead: "Both systems changed the field, and one of them won. The value that lost is kept and can be put back.",
		all: "All conflicts",
		allLead: "Fields that both systems changed, with both values.",
		none: "There are no conflicts.",
		filter: { all: "All", open: "To be chosen", settled: "Decided" },
		use: (side) => `Use ${side}`,
		putBack: (side) => `Put ${side}'s value back`,
		stands: "stands",
		byPolicy: "by the settings",
		by: (who) => `chosen by ${who}`,
		moved: "One of the systems has changed the value again since.",
	},

	pair: {
		title: "Is this the same record?",
		field: "Field",
		same: "Same",
		different: "Different",
		taken: "One of them has a partner already, so they cannot be the same.",
		sameCode: "They share the code. Choose the right partner, or give them different codes.",
		above: "Compared above",
	},

	deletion: {
		title: (deletedOn, side) => `Deleted in ${deletedOn}, but edited in ${side}. Which is right?`,
		restore: (side) => `Create it again in ${side}`,
		delete: (side) => `Delete it in ${side} too`,
	},

	action: {
		column: "Action",
		retry: "Try again",
		retryAll: (count) => `Try all again (${n(count)})`,
		unmark: "Not a sample",
		choose: "Choose the value",
		download: "Download CSV",
	},
};
