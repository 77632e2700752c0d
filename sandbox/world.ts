import type { AccurateState } from "./accurate/state.ts";
import type { EntityName } from "./entities.ts";
import type { SmhState } from "./smh/state.ts";
import type { TelegramState } from "./telegram/state.ts";

export type { EntityName };
export type SystemName = "accurate" | "smh" | "telegram";

/** The whole outside world as plain JSON: what a reset makes, what a restart finds again. */
export interface WorldState {
	accurate: AccurateState;
	smh: SmhState;
	telegram: TelegramState;
}

/** Where the stand-ins answer. Accurate's data host is another origin, and it can move to a third one, as in reality. */
export interface Origins {
	/** e.g. http://127.0.0.1:8788 */
	readonly main: string;
	/** Port + 1 */
	readonly data: string;
	/** Port + 2 */
	readonly moved: string;
}

/** An HTTP delivery that a stand-in makes by itself (a webhook, a Telegram update). */
export interface Delivery {
	readonly system: SystemName;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** What the stand-ins share. They read the time and reach the network only through it, so that tests own both. */
export interface World {
	readonly state: WorldState;
	readonly origins: Origins;
	now(): number;
	/** Sends a delivery now and answers its HTTP status (0: no connection). */
	deliver(delivery: Delivery): Promise<number>;
	/** Sends deliveries in the background, retrying as that system does; webhook faults apply here. */
	deliverLater(delivery: Delivery): void;
	/** Says that state changed, so that it gets saved. */
	touched(): void;
}
