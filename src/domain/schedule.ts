import { z } from "zod";
import { settingsOf } from "./settings-of.ts";

/** Indonesia's three times; none of them knows summer time. */
export const ZONES = ["WIB", "WITA", "WIT"] as const;
export type Zone = (typeof ZONES)[number];
const HOURS_EAST: Readonly<Record<Zone, number>> = { WIB: 7, WITA: 8, WIT: 9 };

/** As Indonesians count the week. */
export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Day = (typeof DAYS)[number];

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a time like 01:00");

const window = settingsOf({ from: time.nullable().default(null), to: time.nullable().default(null) }).refine(
	({ from, to }) => (from === null) === (to === null) && (from === null || from !== to),
	{
		path: ["to"],
		error: "expected both times, and two different ones, or neither",
	},
);

type Window = z.infer<typeof window>;

/** When the nightly run begins, and when none that lists everything may. */
export const schedule = settingsOf({
	/** HH:MM in `zone`. Begun by the first tick (every quarter of an hour) from then on. */
	time: time.default("01:00"),
	/** None: no nightly run at all. */
	days: z.array(z.enum(DAYS)).default([...DAYS]),
	zone: z.enum(ZONES).default("WIB"),
	/** No full run begins from `from` until `to`, by the clock of `zone`; it may go over midnight. */
	noFullRuns: window.prefault({}),
}).refine(({ days, noFullRuns, time: clock }): boolean => days.length === 0 || !within(noFullRuns, minutesOf(clock)), {
	path: ["time"],
	error: "expected a time outside noFullRuns: the nightly run is a full one",
});
export type Schedule = z.infer<typeof schedule>;

/** Whether both have the same nights; the hours without full runs aside. */
export const sameNights = (a: Schedule, b: Schedule): boolean =>
	a.time === b.time && a.zone === b.zone && DAYS.every((day) => a.days.includes(day) === b.days.includes(day));

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

function within({ from, to }: Window, minutes: number): boolean {
	if (from === null || to === null) return false;
	const [begin, end] = [minutesOf(from), minutesOf(to)];
	return begin < end ? minutes >= begin && minutes < end : minutes >= begin || minutes < end;
}

/** The clock on the wall there, as if it were UTC. */
const wallClock = (zone: Zone, at: number): number => at + HOURS_EAST[zone] * 60 * MINUTE_MS;

/** Whether no full run may begin at this moment. */
export const fullRunsRest = ({ zone, noFullRuns }: Schedule, at: number): boolean =>
	within(noFullRuns, Math.floor((wallClock(zone, at) % DAY_MS) / MINUTE_MS));

/** The day number 0 of the epoch was a Thursday. */
const dayOf = (dayNumber: number): Day => DAYS[(dayNumber + 3) % 7] ?? "monday";

/** The moment the nightly run is due on that day, counted in the days of the zone; null: not on that one. */
function nightOf({ time: clock, days, zone }: Schedule, dayNumber: number): number | null {
	if (!days.includes(dayOf(dayNumber))) return null;
	return dayNumber * DAY_MS + minutesOf(clock) * MINUTE_MS - HOURS_EAST[zone] * 60 * MINUTE_MS;
}

function firstNight(schedule: Schedule, from: number, step: 1 | -1, fits: (night: number) => boolean): number | null {
	const today = Math.floor(wallClock(schedule.zone, from) / DAY_MS);
	for (let offset = 0; offset <= 7; offset++) {
		const night = nightOf(schedule, today + step * offset);
		if (night !== null && fits(night)) return night;
	}
	return null;
}

/** When the next nightly run is due; null: no day is chosen. */
export const nextNight = (schedule: Schedule, now: number): number | null => firstNight(schedule, now, 1, (night) => night > now);

/** A tick that came later than that leaves the night out: the next one is nearer. */
export const LATEST_MS = 12 * 60 * MINUTE_MS;
/** Where no night is known to be over, only what is due by this tick counts: whoever has just installed it is not surprised. */
const TICK_MS = 15 * MINUTE_MS;

/**
 * The night that has to be begun now (epoch ms, which names it); null: none. `over`: nights up to then are begun, or were due by a
 * schedule that holds no longer; null: nothing is known.
 */
export function nightDue(schedule: Schedule, over: number | null, now: number): number | null {
	if (fullRunsRest(schedule, now)) return null;
	const after = Math.max(over ?? now - TICK_MS, now - LATEST_MS);
	return firstNight(schedule, now, -1, (night) => night <= now && night > after);
}
