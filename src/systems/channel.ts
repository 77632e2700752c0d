import type { Entity, Side } from "../domain/model.ts";

/** A record that a webhook named. What became of it is read afresh (law 4). */
export interface NamedRecord {
	readonly side: Side;
	readonly entity: Entity;
	readonly id: string;
	/** null: the side names none. */
	readonly version: number | null;
	/** It was said to be deleted. */
	readonly gone: boolean;
}

/** One delivery as its sender identifies it; one that names no record of ours is only remembered. */
export interface ChannelDelivery {
	readonly id: string;
	readonly signals: readonly NamedRecord[];
}

/** A part of what a side says it has delivered, from the oldest on. */
export interface HistoryPart {
	readonly deliveries: readonly ChannelDelivery[];
	/** Epoch ms: what was delivered before it has been read. */
	readonly readUpTo: number;
}

/**
 * The webhooks of a side: what they say, and their care. What a side cannot do is not there. Methods throw SystemError; one
 * that is not retryable means that the login may not do this.
 */
export interface Channel {
	readonly side: Side;
	/** What the body of a webhook says that was found to be the side's own; null: nobody can say. Pure. */
	read(text: string): readonly ChannelDelivery[] | null;
	/** Keeps the registration, which ends by itself, alive. Answers its new end (epoch ms). */
	renew?(): Promise<number>;
	/** How long a registration lives after that (ms). */
	readonly livesMs?: number;
	/** What was delivered between two moments (epoch ms), or was to be; a part of it where it is much. */
	history?(since: number, until: number): Promise<HistoryPart>;
}

/** What is taken in at once has to fit into one parameter of the database. */
const ROWS_AT_ONCE = 4_000;

/** Deliveries in portions that can be taken in at once. */
export function portionsOf(deliveries: readonly ChannelDelivery[]): readonly (readonly ChannelDelivery[])[] {
	const portions: ChannelDelivery[][] = [];
	let rows = ROWS_AT_ONCE;
	for (const delivery of deliveries.flatMap(inParts)) {
		const weight = Math.max(1, delivery.signals.length);
		if (rows + weight > ROWS_AT_ONCE) {
			portions.push([]);
			rows = 0;
		}
		portions.at(-1)?.push(delivery);
		rows += weight;
	}
	return portions;
}

/** One that names more than that comes in parts; its records are told apart by what they are, so it is still one delivery. */
function inParts({ id, signals }: ChannelDelivery): readonly ChannelDelivery[] {
	const count = Math.max(1, Math.ceil(signals.length / ROWS_AT_ONCE));
	return Array.from({ length: count }, (_, part) => ({
		id,
		signals: signals.slice(part * ROWS_AT_ONCE, (part + 1) * ROWS_AT_ONCE),
	}));
}
