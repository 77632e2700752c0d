import type { Side } from "./domain/model.ts";
import { need, type Settings } from "./env.ts";
import { consumeDeadLetters, consumeJobs } from "./sync/consume.ts";
import type { Notifier, SyncContext } from "./sync/context.ts";
import { careForChannels } from "./sync/inbox/channels.ts";
import { ConnectionCoordinator, GATHER_MS } from "./sync/inbox/coordinator.ts";
import { takeIn } from "./sync/inbox/intake.ts";
import { prune } from "./sync/prune.ts";
import { restWhileQuotaIsFull } from "./sync/quota.ts";
import { keepSchedule, startNightly } from "./sync/run/night.ts";
import { careForLogins } from "./sync/status/ends.ts";
import { authoriseUrl, exchangeCode } from "./systems/accurate/oauth-grant.ts";
import type { ChannelDelivery } from "./systems/channel.ts";
import { createBot } from "./telegram/bot.ts";
import { botState } from "./telegram/bot-state.ts";
import { createNotifier } from "./telegram/notifier.ts";
import type { ChatOptions } from "./telegram/options.ts";
import { registerBot } from "./telegram/registration.ts";
import { createWeb } from "./web/app.ts";
import type { Registration, WebDependencies } from "./web/dependencies.ts";
import { createPageLink, type LinkUser } from "./web/security/page-link.ts";
import { accurateDatabase, CONNECTION, type Invocation, invocation, log, oauthApp, setupOf, syncContext } from "./wiring.ts";

export class Coordinator extends ConnectionCoordinator {
	protected readonly log = log;
}

const chatOptions = (at: Invocation): ChatOptions => ({
	telegram: need(at.settings.telegram),
	db: at.db,
	connection: CONNECTION,
	log,
	now: Date.now,
	fetch: (...args) => fetch(...args),
	sync: () => contextOf(at),
});

/** Without a bot there is nobody to tell; the run itself does not depend on it. */
const SILENT: Notifier = { progress: async () => {}, asks: async () => {}, ended: async () => {}, alert: async () => {} };

const notifierOf = (at: Invocation): Notifier => (at.settings.telegram.ok ? createNotifier(chatOptions(at)) : SILENT);

const contextOf = (at: Invocation, connection = CONNECTION): Promise<SyncContext> => syncContext(at, connection, notifierOf(at));

async function pageLink(at: Invocation, user: LinkUser, to?: string): Promise<string | null> {
	const { page, sealing } = at.settings;
	return page.ok && sealing.ok ? await createPageLink(page.value.publicUrl, sealing.value.key, Date.now(), user, to) : null;
}

const accurateWebhook = (settings: Settings): WebDependencies["accurateWebhook"] => {
	const { accurateWebhook: feature } = settings;
	return feature.ok ? { ok: true, value: { ...feature.value, databaseId: accurateDatabase(settings) } } : feature;
};

/** What comes at once is stored at once, by the connection's object; while that is out of reach, each delivery by itself. */
async function takeInTogether(at: Invocation, source: Side, deliveries: readonly ChannelDelivery[]): Promise<void> {
	const coordinator = at.env.COORDINATOR.get(at.env.COORDINATOR.idFromName(CONNECTION));
	try {
		await coordinator.takeIn(CONNECTION, source, deliveries);
	} catch (error) {
		log.warn("webhook_taken_in_alone", { source, error: String(error) });
		const wake = () => coordinator.wake(CONNECTION, GATHER_MS);
		await takeIn({ connection: CONNECTION, db: at.db, log, now: Date.now, wake }, source, deliveries);
	}
}

/** The features that nothing works without. */
const needed = ({ api, sealing, page, smh, accurate, telegram, connection }: Settings) => ({
	...{ API: api, Encryption: sealing, Page: page, SMH: smh, "Accurate Online": accurate, Telegram: telegram },
	Connection: connection,
});

/** Messages of those whose settings are missing. */
const unmetNeeds = (settings: Settings): readonly string[] =>
	Object.values(needed(settings)).flatMap((feature) => (feature.ok ? [] : [feature.message]));

const connected = (settings: Settings): readonly string[] =>
	Object.entries(needed(settings)).flatMap(([name, feature]) => (feature.ok ? [name] : []));

/** The bot's webhook is a route of ours (web/app.ts). */
async function makeBotKnown({ settings }: Invocation): Promise<readonly Registration[]> {
	const { webhookSecret: secret, ...telegram } = need(settings.telegram);
	const url = `${need(settings.page).publicUrl}/telegram/webhook`;
	return await registerBot({ telegram, webhook: { url, secret }, fetch: (...args) => fetch(...args), log });
}

/** The same words as in wrangler.toml: the quarter-hour tick, and the hour at which the nightly run begins unless the settings say otherwise. */
const TICK = "*/15 * * * *";
const NIGHT = "0 18 * * *";

async function tick(ctx: SyncContext, cron: string | undefined): Promise<void> {
	if (cron !== TICK && cron !== NIGHT) return void (await startNightly(ctx));
	await keepSchedule(ctx);
	if (cron !== TICK) return;
	// None of them waits in vain for another that fails.
	const failures: unknown[] = [];
	for (const work of [careForChannels, careForLogins, prune]) await work(ctx).catch((error: unknown) => failures.push(error));
	if (failures.length > 0) throw failures[0];
}

/** What rests while the database takes no more, and who hears of it; works without any login. */
const restingOf = (at: Invocation) => ({
	...{ connection: CONNECTION, coordinator: at.coordinator(CONNECTION), notifier: notifierOf(at), log, now: Date.now },
});

export default {
	async fetch(request, env) {
		const at = invocation(env);
		const { settings } = at;
		const web = createWeb({
			connection: CONNECTION,
			db: at.db,
			log,
			now: Date.now,
			// Looked at where they are used: a webhook needs one of them.
			get api() {
				return settings.api;
			},
			get sealing() {
				return settings.sealing;
			},
			get page() {
				return settings.page;
			},
			get telegram() {
				return settings.telegram;
			},
			get smhWebhook() {
				return settings.smhWebhook;
			},
			get accurateWebhook() {
				return accurateWebhook(settings);
			},
			limits: { requests: env.LIMIT_REQUESTS, signIn: env.LIMIT_SIGN_IN, wrongKeys: env.LIMIT_WRONG_KEYS },
			get unmetNeeds() {
				return unmetNeeds(settings);
			},
			get connected() {
				return connected(settings);
			},
			version: env.VERSION?.id ?? null,
			registerBot: () => makeBotKnown(at),
			sync: () => contextOf(at),
			onTelegramUpdate: (update) =>
				createBot({ ...chatOptions(at), setup: setupOf(settings), pageLink: (user, to) => pageLink(at, user, to) }).handle(
					update,
				),
			get notifier() {
				return notifierOf(at);
			},
			takeIn: (source, deliveries) => takeInTogether(at, source, deliveries),
			get setup() {
				return setupOf(settings);
			},
			botState: () => botState(chatOptions(at)),
			accurateConsent() {
				const app = oauthApp(at, CONNECTION);
				if (!app) return null;
				return {
					authoriseUrl: (redirectUri, state) => authoriseUrl({ ...app, redirectUri, state }),
					exchange: (code, redirectUri) => exchangeCode(app, code, redirectUri),
				};
			},
		});
		return await web.fetch(request);
	},

	async queue(batch, env) {
		const at = invocation(env);
		const contexts = new Map<string, Promise<SyncContext>>();
		const contextFor = (connection: string): Promise<SyncContext> => {
			const known = contexts.get(connection) ?? contextOf(at, connection);
			contexts.set(connection, known);
			return known;
		};
		const consume = batch.queue === "sync-jobs" ? consumeJobs : consumeDeadLetters;
		await consume(batch, contextFor, { ...restingOf(at), db: at.db, queue: at.env.SYNC_JOBS });
	},

	/** wrangler.toml says when; the settings say when the nightly run is. Called by hand, without a cron's words, it is one. */
	async scheduled(controller: ScheduledController | null, env) {
		const at = invocation(env);
		try {
			await tick(await contextOf(at), controller?.cron);
		} catch (error) {
			if ((await restWhileQuotaIsFull(restingOf(at), error)) === null) throw error;
		}
	},
} satisfies ExportedHandler<Env>;
