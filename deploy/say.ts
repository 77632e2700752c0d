/** Where the deploy speaks. Values that it has been told to hide never get out. */
export interface Say {
	/** Begins a step; numbered by itself. */
	step(title: string): void;
	line(text: string): void;
	/** From here on these values are shown as (hidden). */
	hide(values: readonly string[]): void;
	/** The one exception: what holds a secret that has just been made, shown this once. */
	once(text: string): void;
}

/** A shorter value could be part of any word, and is no secret either. */
const SHORTEST = 8;

export function createSay(write: (text: string) => void): Say {
	const hidden = new Set<string>();
	let steps = 0;
	const clean = (text: string): string => [...hidden].reduce((left, value) => left.replaceAll(value, "(hidden)"), text);
	return {
		step(title) {
			steps++;
			write(`\n${steps}. ${clean(title)}\n`);
		},
		line: (text) => write(`${clean(text).replace(/^(?=.)/gm, "   ")}\n`),
		hide(values) {
			for (const value of values) if (value.length >= SHORTEST) hidden.add(value);
		},
		once: (text) => write(`   ${text}\n`),
	};
}
