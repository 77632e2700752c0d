import { DAYS, type Day, type Schedule, schedule as scheduleSchema, ZONES } from "../domain/schedule.ts";

export type ScheduleField = "time" | "days" | "zone" | "rest";
/** What was written behind /jadwal, as a schedule, or which word of it is not right; null: it names no field there is. */
export type ScheduleInput =
	| { readonly ok: true; readonly schedule: Schedule }
	| { readonly ok: false; readonly field: ScheduleField | null };

const FIELDS: ReadonlyMap<string, ScheduleField> = new Map([
	["jam", "time"],
	["time", "time"],
	["hari", "days"],
	["days", "days"],
	["zona", "zone"],
	["zone", "zone"],
	["sibuk", "rest"],
	["busy", "rest"],
]);
const DAY_WORDS: Readonly<Record<Day, readonly string[]>> = {
	...{ monday: ["senin", "monday", "mon"], tuesday: ["selasa", "tuesday", "tue"], wednesday: ["rabu", "wednesday", "wed"] },
	...{ thursday: ["kamis", "thursday", "thu"], friday: ["jumat", "jum'at", "friday", "fri"] },
	...{ saturday: ["sabtu", "saturday", "sat"], sunday: ["minggu", "ahad", "sunday", "sun"] },
};
const ALL = ["semua", "all", "setiap"];
const NONE = ["tidak", "none", "kosong"];

export function readSchedule(argument: string, current: Schedule): ScheduleInput {
	const [name = "", ...words] = argument.toLowerCase().split(/\s+/);
	const field = FIELDS.get(name);
	if (!field) return { ok: false, field: null };
	const said = words.filter((word) => !["wib", "wita", "wit"].includes(word) || field === "zone").join(" ");
	const changed = meant(field, said, words[0] ?? "");
	const parsed = changed === null ? null : scheduleSchema.safeParse({ ...current, ...changed });
	return parsed?.success ? { ok: true, schedule: parsed.data } : { ok: false, field };
}

function meant(field: ScheduleField, said: string, first: string): Partial<Schedule> | null {
	switch (field) {
		case "time": {
			const time = clock(said);
			return time === null ? null : { time };
		}
		case "days": {
			const days = daysIn(said, first);
			return days === null ? null : { days };
		}
		case "zone": {
			const zone = ZONES.find((one) => one === said.toUpperCase());
			return zone ? { zone } : null;
		}
		case "rest": {
			if (NONE.includes(first)) return { noFullRuns: { from: null, to: null } };
			// Phones like to write a dash for a hyphen; some write the word.
			const [from, to, ...more] = said.split(/\s*(?:[-–—]|sampai|until)\s*/).map(clock);
			return from && to && more.length === 0 ? { noFullRuns: { from, to } } : null;
		}
	}
}

/** "2", "2.30", "02:30" → "02:30". */
function clock(written: string): string | null {
	const match = /^(\d{1,2})(?:[.:](\d{2}))?$/.exec(written.trim());
	return match ? `${(match[1] ?? "").padStart(2, "0")}:${match[2] ?? "00"}` : null;
}

const dayNamed = (word: string | undefined): number => DAYS.findIndex((day) => DAY_WORDS[day].includes(word ?? ""));

function daysIn(said: string, first: string): Day[] | null {
	if (ALL.includes(first)) return [...DAYS];
	if (NONE.includes(first)) return [];
	const chosen = new Set<number>();
	const parts = said.replaceAll(/\s*[-–—]\s*/g, "-").split(/[\s,]+/);
	for (const part of parts.filter((one) => one !== "")) {
		const ends = part.split("-").map(dayNamed);
		const [from = -1, to = from] = ends;
		if (from < 0 || to < 0 || ends.length > 2) return null;
		// A range may go over the end of the week: Saturday to Monday.
		for (let day = from; ; day = (day + 1) % DAYS.length) {
			chosen.add(day);
			if (day === to) break;
		}
	}
	return chosen.size === 0 ? null : DAYS.filter((_, index) => chosen.has(index));
}
