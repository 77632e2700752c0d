import { z } from "zod";
import { messageOf } from "./trouble.ts";

const address = z.object({ url: z.string(), ready: z.boolean(), lastDelivery: z.string().nullable() });
const webhooks = z.object({ smh: address, accurate: address });
const done = z.object({
	telegram: z.array(z.object({ what: z.string(), done: z.boolean(), detail: z.string() })),
	webhooks,
});

export type Webhooks = z.infer<typeof webhooks>;
export interface SetUp {
	readonly telegram: z.infer<typeof done>["telegram"];
	readonly webhooks: Webhooks;
}

/** Lets the Worker make its bot known to Telegram. A string: why that could not even be tried. */
export async function setUp(publicUrl: string, apiKey: string): Promise<SetUp | string> {
	return await call(publicUrl, apiKey, "POST", done);
}

/** The addresses that people give to SMH and Accurate, and whether deliveries have come. */
export async function webhooksOf(publicUrl: string, apiKey: string): Promise<Webhooks | string> {
	const answered = await call(publicUrl, apiKey, "GET", z.object({ webhooks }));
	return typeof answered === "string" ? answered : answered.webhooks;
}

async function call<T>(publicUrl: string, apiKey: string, method: string, schema: z.ZodType<T>): Promise<T | string> {
	try {
		const response = await fetch(`${publicUrl}/api/v1/setup`, {
			method,
			headers: { authorization: `Bearer ${apiKey}` },
			signal: AbortSignal.timeout(120_000),
		});
		const text = await response.text();
		if (!response.ok) return `the Worker answered ${response.status}: ${text.slice(0, 300)}`;
		return schema.parse(JSON.parse(text));
	} catch (error) {
		return messageOf(error);
	}
}

/** Telegram will not do this however often it is asked. */
export const isRefused = ({ telegram }: SetUp): boolean =>
	telegram.some(({ done, detail }) => !done && detail.startsWith("Telegram refused"));
