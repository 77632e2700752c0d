/** What the Bot API answers instead of a result: `{"ok":false,"error_code":…,"description":…}`. */
export class Refusal extends Error {
	override readonly name = "Refusal";
	readonly code: number;
	readonly retryAfter: number | null;

	constructor(code: number, description: string, retryAfter: number | null = null) {
		super(description);
		this.code = code;
		this.retryAfter = retryAfter;
	}
}

export const badRequest = (text: string): Refusal => new Refusal(400, `Bad Request: ${text}`);
