import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { SIDES, type Side } from "../../domain/model.ts";
import { heardAfter } from "../../store/channels.ts";
import { need, type WebEnv } from "../dependencies.ts";
import { answer, apiPart, bearer, isoOrNull, moment, refusals } from "./common.ts";

const address = z
	.object({
		url: z.string().openapi({ description: "To be copied into the other system; a name in <> stands for that secret" }),
		ready: z.boolean().openapi({ description: "Its secret is set, so deliveries are taken" }),
		lastDelivery: moment.nullable().openapi({ description: "null: none has come yet" }),
	})
	.openapi("WebhookAddress");
const addresses = z.object({ smh: address, accurate: address });
const registration = z.object({ what: z.string(), done: z.boolean(), detail: z.string() }).openapi("Registration");

const read = createRoute({
	method: "get",
	path: "/setup",
	summary: "The addresses that SMH and Accurate Online have to be given by hand, and whether they have delivered to them",
	security: bearer,
	responses: { 200: answer("The addresses", z.object({ webhooks: addresses }).openapi("Setup")), ...refusals },
});

const register = createRoute({
	method: "post",
	path: "/setup",
	summary:
		"Make the bot known to Telegram: webhook, commands, menu button; each step tells what came of it, and all may be repeated",
	security: bearer,
	responses: {
		200: answer(
			"What was done, and the addresses to give to the others",
			z.object({ telegram: z.array(registration), webhooks: addresses }).openapi("SetupDone"),
		),
		...refusals,
	},
});

export const setup = apiPart()
	.openapi(read, async (c) => c.json({ webhooks: await webhooksOf(c) }, 200))
	.openapi(register, async (c) => c.json({ telegram: [...(await c.env.registerBot())], webhooks: await webhooksOf(c) }, 200));

/** Accurate's address ends with its secret, which no answer tells. */
const PATHS: Readonly<Record<Side, string>> = {
	smh: "/webhooks/smh",
	accurate: "/webhooks/accurate/<ACCURATE_WEBHOOK_SECRET>",
};

async function webhooksOf({ env }: Context<WebEnv>): Promise<z.infer<typeof addresses>> {
	const { publicUrl } = need(env.page);
	const ready: Readonly<Record<Side, boolean>> = { smh: env.smhWebhook.ok, accurate: env.accurateWebhook.ok };
	const found = await Promise.all(SIDES.map((side) => heardAfter(env.db, env.connection, side, null)));
	const of = (side: Side) => ({
		url: publicUrl + PATHS[side],
		ready: ready[side],
		lastDelivery: isoOrNull(found[SIDES.indexOf(side)]?.newest ?? null),
	});
	return { smh: of("smh"), accurate: of("accurate") };
}
