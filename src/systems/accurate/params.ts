/** Parameters of a call. All of Accurate's values are text: numbers plain, booleans true/false, dates dd/MM/yyyy. */
export type Params = Readonly<Record<string, string>>;

/** Commas stay as they are: one client reports that an encoded comma breaks `fields` (facts 3). */
const encode = (value: string): string => encodeURIComponent(value).replaceAll("%2C", ",");

export const encodeParams = (params: Params): string =>
	Object.entries(params)
		.map(([key, value]) => `${encode(key)}=${encode(value)}`)
		.join("&");

/** `data[n].field` of bulk-save.do, counted from 0 (facts 5, official). */
export const rowParams = (row: number, params: Params): Params =>
	Object.fromEntries(Object.entries(params).map(([key, value]) => [`data[${row}].${key}`, value]));

const JAKARTA_MS = 7 * 3_600_000;
const two = (value: number): string => String(value).padStart(2, "0");

/** dd/MM/yyyy in UTC+7 (facts 2.4). */
export function accurateDate(epochMs: number): string {
	const there = new Date(epochMs + JAKARTA_MS);
	return `${two(there.getUTCDate())}/${two(there.getUTCMonth() + 1)}/${there.getUTCFullYear()}`;
}

/** dd/MM/yyyy HH:mm:ss in UTC+7; part of a second is cut, so a "since" never starts too late. */
export function accurateTimestamp(epochMs: number): string {
	const there = new Date(epochMs + JAKARTA_MS);
	const time = [there.getUTCHours(), there.getUTCMinutes(), there.getUTCSeconds()].map(two).join(":");
	return `${accurateDate(epochMs)} ${time}`;
}

/** Epoch ms at which a dd/MM/yyyy of Accurate begins; null for anything else. */
export function readAccurateDate(text: string): number | null {
	const [, day, month, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text.trim()) ?? [];
	const at = Date.UTC(Number(year), Number(month) - 1, Number(day)) - JAKARTA_MS;
	return !Number.isNaN(at) && accurateDate(at) === text.trim() ? at : null;
}
