/** One figure of a case, and its target if it has one. */
export interface Figure {
	readonly what: string;
	readonly value: number;
	readonly atMost?: number;
	readonly atLeast?: number;
}

const target = ({ atMost, atLeast }: Figure): string =>
	[...(atMost === undefined ? [] : [`at most ${atMost}`]), ...(atLeast === undefined ? [] : [`at least ${atLeast}`])].join(", ");

export const isMet = ({ value, atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY }: Figure): boolean =>
	value <= atMost && value >= atLeast;

/** As a person reads them. */
export const printedFigures = (figures: readonly Figure[]): string =>
	figures
		.map((one) => {
			const line = `${one.what.padEnd(52)} ${String(one.value).padStart(8)}   ${target(one)}${isMet(one) ? "" : ": NOT MET"}`;
			return `${line.trimEnd()}\n`;
		})
		.join("");
