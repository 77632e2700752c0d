import type { scheduleIndonesian } from "./texts.schedule.id.ts";

/** What the bot says of the schedule, in English. Part of the dictionary in texts.en.ts. */
export const scheduleEnglish: typeof scheduleIndonesian = {
	schedule: {
		title: "Schedule of the nightly sync",
		time: "Time",
		days: "Days",
		everyDay: "every day",
		noDay: "none; there is no nightly sync",
		day: {
			...{ monday: "Monday", tuesday: "Tuesday", wednesday: "Wednesday", thursday: "Thursday", friday: "Friday" },
			...{ saturday: "Saturday", sunday: "Sunday" },
		},
		rest: "Hours without full syncs",
		restIs: (from, to) => `${from} until ${to}`,
		none: "none",
		next: "The next nightly sync",
		howTo: "To change it, write",
		examples: [
			"/jadwal time 02.30",
			"/jadwal days monday-friday",
			"/jadwal days all",
			"/jadwal zone WITA",
			"/jadwal busy 11-17",
			"/jadwal busy none",
		],
		field: { time: "time", days: "days", zone: "zone", rest: "busy" },
		fields: "time, days, zone, busy",
		allowed: {
			time: "a time like 02.30, outside the busy hours",
			days: "days like monday, friday; a range like monday-friday; all; or none",
			zone: "WIB, WITA, WIT",
			rest: "a range like 11-17 without the time of the nightly sync in it, or none",
		},
		resting: (from, to, zone) => `No full sync begins between ${from} and ${to} ${zone}; /jadwal says so.`,
		restingNext: "Send /sinkron for a quick one (only what changed), or try again outside these hours.",
	},
};
