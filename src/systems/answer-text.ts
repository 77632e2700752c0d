/** Far more than a hundred rows of any list come to, far less than what an isolate may hold. */
const MAX_BYTES = 8 * 1024 * 1024;

export class AnswerTooLarge extends Error {
	override readonly name = "AnswerTooLarge";
}

/** The text of an answer, as far as somebody sane may send it: more is not read. Throws AnswerTooLarge. */
export async function textOfAnswer(response: Response): Promise<string> {
	const reader = response.body?.getReader();
	if (!reader) return "";
	const decoder = new TextDecoder();
	let text = "";
	let size = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return text + decoder.decode();
		size += value.byteLength;
		if (size > MAX_BYTES) {
			await reader.cancel().catch(() => undefined);
			throw new AnswerTooLarge(`more than ${MAX_BYTES} bytes`);
		}
		text += decoder.decode(value, { stream: true });
	}
}

/** What the work answers before the deadline, whether or not whoever is asked listens to a signal. Rejects with its reason. */
export async function before<T>(deadline: AbortSignal, work: Promise<T>): Promise<T> {
	let giveUp = (): void => undefined;
	const passed = new Promise<never>((_, reject) => {
		giveUp = () => reject(deadline.reason);
	});
	deadline.addEventListener("abort", giveUp, { once: true });
	if (deadline.aborted) giveUp();
	try {
		return await Promise.race([work, passed]);
	} finally {
		deadline.removeEventListener("abort", giveUp);
		// Whatever still comes of it, nobody waits for it any more.
		work.catch(() => undefined);
	}
}
