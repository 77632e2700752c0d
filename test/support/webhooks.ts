import { env } from "cloudflare:workers";
import { PUBLIC_URL, type Stack, waitFor } from "./stack.ts";

/** The webhooks of both systems lead to the product. */
export const registered = async (stack: Stack): Promise<void> =>
	stack.control("/registrations", "PUT", {
		smh: `${PUBLIC_URL}/webhooks/smh`,
		accurate: `${PUBLIC_URL}/webhooks/accurate/${env.ACCURATE_WEBHOOK_SECRET}`,
	});

/** Every delivery has arrived and everything that follows from them is done, but for what waits for a run of another kind. */
export async function atRest(stack: Stack, waiting = 0): Promise<void> {
	await stack.sandbox.idle();
	const left = async (of: string): Promise<number> => (await env.DB.prepare(of).first<{ n: number }>())?.n ?? 0;
	const signals = () =>
		left("SELECT count(DISTINCT source || entity || record_id) AS n FROM inbox WHERE done_at IS NULL AND source <> 'telegram'");
	await waitFor(async () => {
		const open = (await signals()) + (await left("SELECT count(*) AS n FROM run WHERE finished_at IS NULL"));
		if (open !== waiting) throw new Error(`${open} signals or runs are left`);
	});
	// The run's own writes have fired webhooks, too.
	await stack.sandbox.idle();
	if ((await signals()) !== waiting) await atRest(stack, waiting);
}
