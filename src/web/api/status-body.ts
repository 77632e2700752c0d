import { z } from "@hono/zod-openapi";
import { RUN_MODES, RUN_STATES } from "../../domain/model.ts";
import type { Sheet } from "../../domain/status/sheet.ts";
import { type HookState, type LoginState, PARTS, type RunGlance, type Status } from "../../domain/status/status.ts";
import { entity, isoOf, isoOrNull, moment, side } from "./common.ts";

const end = moment.nullable();
const login = z
	.object({
		side,
		askedAt: end.openapi({ description: "null: it has never answered" }),
		answers: z.boolean().openapi({ description: "false: it did not answer now; the rest is as old as askedAt" }),
		accepted: z.boolean().nullable(),
		missingRights: z.array(z.string()).nullable().openapi({ description: "null: the side does not tell" }),
		token: z.object({ issuedAt: end, endsAt: moment, renewable: z.boolean() }).nullable(),
		session: z.object({ openedAt: end, alive: z.boolean().nullable() }).nullable(),
		licence: z
			.object({ endsAt: end, accessUntil: end, trial: z.boolean().nullable(), expired: z.boolean().nullable() })
			.nullable(),
	})
	.openapi("LoginStatus");
const webhook = z
	.object({ side, open: z.boolean(), heardAt: end, silent: z.boolean(), renewedAt: end, endsAt: end })
	.openapi("WebhookStatus");
const glance = z
	.object({ id: z.string(), mode: z.enum(RUN_MODES), state: z.enum(RUN_STATES), startedAt: moment, finishedAt: end })
	.openapi("RunGlance");
const spread = z
	.object({ count: z.int(), p50: z.number(), p95: z.number() })
	.openapi("Spread", { description: "Milliseconds from a webhook's word until the change was written to the other side" });
const fault = z
	.object({
		kind: z.string(),
		what: z.string(),
		cure: z.string(),
		path: z.string().nullable().openapi({ description: "Page of ours that does it" }),
		command: z.string().nullable().openapi({ description: "Command of the bot that does it" }),
	})
	.openapi("Fault");

export const statusBody = z
	.object({
		at: moment,
		verdict: z.string(),
		faults: z.array(fault),
		setup: z.record(z.enum(PARTS), z.string().nullable()).openapi({ description: "What is missing among the settings, by part" }),
		logins: z.array(login),
		webhooks: z.array(webhook),
		bot: z.object({ registered: z.boolean(), pending: z.int(), failedAt: end }).nullable(),
		unreadable: z.array(z.object({ side, entity })),
		runs: z.object({ nightly: glance.nullable(), asked: glance.nullable() }),
		waiting: z.object({ count: z.int(), more: z.boolean(), oldestAt: end }),
		openLetters: z.int(),
		freshness: z.object({
			today: spread.nullable(),
			before: spread.nullable(),
			trend: z.enum(["faster", "slower", "same"]).nullable(),
			partial: z.boolean(),
		}),
	})
	.openapi("Status");

export function statusView(status: Status, { verdict, faults }: Sheet): z.infer<typeof statusBody> {
	const { at, setup, logins, hooks, bot, unreadable, runs, waiting, letters, freshness } = status;
	return {
		at: isoOf(at),
		verdict,
		faults: faults.map(({ kind, what, cure, action }) => {
			return { kind, what, cure, path: action?.path ?? null, command: action?.command ?? null };
		}),
		setup: { ...setup },
		logins: logins.map(loginView),
		webhooks: hooks.map(webhookView),
		bot: bot && { ...bot, failedAt: isoOrNull(bot.failedAt) },
		unreadable: unreadable.map((one) => ({ ...one })),
		runs: { nightly: runs.nightly && glanceView(runs.nightly), asked: runs.asked && glanceView(runs.asked) },
		waiting: { ...waiting, oldestAt: isoOrNull(waiting.oldestAt) },
		openLetters: letters,
		freshness: { ...freshness },
	};
}

function loginView({ side: of, standing, unanswered }: LoginState): z.infer<typeof login> {
	const nothing = { askedAt: null, accepted: null, missingRights: null, token: null, session: null, licence: null };
	if (!standing) return { side: of, answers: !unanswered, ...nothing };
	const { at, refused, missing, token, session, licence } = standing;
	return {
		...{ side: of, askedAt: isoOf(at), answers: !unanswered, accepted: refused === null },
		missingRights: missing?.map(({ name }) => name) ?? null,
		token: token && { issuedAt: isoOrNull(token.issuedAt), endsAt: isoOf(token.endsAt), renewable: token.unrenewable === null },
		session: session && { openedAt: isoOrNull(session.openedAt), alive: session.alive },
		licence: {
			...{ endsAt: isoOrNull(licence.endsAt), accessUntil: isoOrNull(licence.accessUntil) },
			...{ trial: licence.trial, expired: licence.expired },
		},
	};
}

const webhookView = ({ heardAt, renewedAt, endsAt, ...rest }: HookState): z.infer<typeof webhook> => ({
	...rest,
	...{ heardAt: isoOrNull(heardAt), renewedAt: isoOrNull(renewedAt), endsAt: isoOrNull(endsAt) },
});

const glanceView = ({ id, mode, state, startedAt, finishedAt }: RunGlance): z.infer<typeof glance> => ({
	...{ id, mode, state },
	...{ startedAt: isoOf(startedAt), finishedAt: isoOrNull(finishedAt) },
});
