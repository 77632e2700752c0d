import type { BotState, Setup } from "../../src/domain/status/status.ts";

/** No setting is missing. */
export const COMPLETE: Setup = {
	...{ smh: null, accurate: null, telegram: null, page: null, api: null, sealing: null, connection: null },
	...{ smhWebhook: null, accurateWebhook: null },
};

export const HEALTHY_BOT: BotState = { registered: true, pending: 0, failedAt: null };
