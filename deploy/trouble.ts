/** Something that stops the deploy: what it is, and what to do about it. Shown as it is, without a stack. */
export class Trouble extends Error {
	override readonly name = "Trouble";
	readonly advice: string | null;

	constructor(message: string, advice: string | null = null) {
		super(message);
		this.advice = advice;
	}
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
