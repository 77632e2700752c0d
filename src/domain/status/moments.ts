/** Admins live and work in Indonesia; Accurate's own times are WIB too. */
const ZONE = "Asia/Jakarta";

/** "22 Nov 2026" */
export const day = (at: number, locale: string): string =>
	new Intl.DateTimeFormat(locale, { timeZone: ZONE, day: "numeric", month: "short", year: "numeric" }).format(at);

/** "22 Nov 2026 17.05 WIB" */
export function moment(at: number, locale: string): string {
	const time = new Intl.DateTimeFormat(locale, { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
	return `${day(at, locale)} ${time.format(at)} WIB`;
}

export interface Units {
	readonly day: string;
	readonly hour: string;
	readonly minute: string;
	readonly second: string;
}

const SECOND_MS = 1_000;
const STEPS = [
	{ unit: "day", ms: 24 * 3_600_000 },
	{ unit: "hour", ms: 3_600_000 },
	{ unit: "minute", ms: 60_000 },
	{ unit: "second", ms: SECOND_MS },
] as const;

/** "0,8 detik", "42 detik", "5 menit 12 detik", "3 hari 4 jam": below ten seconds to a tenth, else the two largest units. */
export function span(ms: number, units: Units, locale: string): string {
	if (ms < 10 * SECOND_MS) {
		const tenths = Math.max(1, Math.round(ms / 100)) / 10;
		return `${tenths.toLocaleString(locale, { maximumFractionDigits: 1 })} ${units.second}`;
	}
	const rounded = Math.round(ms / SECOND_MS) * SECOND_MS;
	const first = STEPS.findIndex((step) => rounded >= step.ms);
	let rest = rounded;
	const parts = STEPS.slice(first, first + 2).map(({ unit, ms: size }) => {
		const amount = Math.floor(rest / size);
		rest -= amount * size;
		return { amount, unit };
	});
	return parts.flatMap(({ amount, unit }) => (amount > 0 ? [`${amount} ${units[unit]}`] : [])).join(" ");
}
